package parley.gateway.postgres.admin;

import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Duty;
import parley.gateway.availability.Agent.Load;
import parley.gateway.availability.Agent.Profile;
import parley.gateway.availability.Agent.Status;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;

/// The columns of table `agent`, read.
final class AgentRows {
    /// Of the table as `a`.
    static final String COLUMNS =
            """
            a.portal, a.id, a.name, a.first_name, a.email, a.avatar_url, a.active, a.seat, a.capacity,
            a.working_hours::text AS working_hours, a.status, a.status_at, a.status_by, a.open,
            a.released, a.last_assigned_at, a.version
            """;

    private AgentRows() {}

    static Agent agent(Row row) {
        return new Agent(
                new PortalId(Sql.get(row, "portal", UUID.class)),
                new AgentId(Sql.get(row, "id", UUID.class)),
                new Profile(
                        Sql.get(row, "name", String.class),
                        Sql.get(row, "first_name", String.class),
                        Sql.get(row, "email", String.class),
                        row.get("avatar_url", String.class)),
                Sql.get(row, "active", Boolean.class),
                Sql.get(row, "seat", Boolean.class),
                duty(row),
                new Load(
                        Sql.get(row, "open", Integer.class),
                        Sql.get(row, "released", Integer.class),
                        row.get("capacity", Integer.class),
                        row.get("last_assigned_at", Instant.class)),
                Sql.get(row, "version", Long.class));
    }

    private static Duty duty(Row row) {
        @Nullable UUID by = row.get("status_by", UUID.class);
        return new Duty(
                Status.valueOf(Sql.get(row, "status", String.class).toUpperCase(Locale.ROOT)),
                Sql.get(row, "status_at", Instant.class),
                by == null ? null : new AgentId(by),
                StoredJson.hours(row.get("working_hours", String.class)));
    }
}
