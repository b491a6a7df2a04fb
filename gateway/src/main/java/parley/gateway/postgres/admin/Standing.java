package parley.gateway.postgres.admin;

import io.r2dbc.spi.Row;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.routing.Plan.Waiting;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.TeamId;

/// Somebody in the queue.
///
/// @param rule what it goes by: a team, or else its chatflow, or else nothing but itself
record Standing(Waiting waiting, UUID rule) {
    static Standing of(Row row) {
        var id = Sql.get(row, "id", UUID.class);
        var rule = row.get("rule", UUID.class);
        var owner = row.get("owner", UUID.class);
        return new Standing(
                new Waiting(
                        new ConversationId(id),
                        assignment(row),
                        owner == null ? null : new AgentId(owner),
                        set(row, "tried", AgentId::new)),
                rule == null ? id : rule);
    }

    /// Whoever was handed to a team is routed by it alone.
    private static AssignmentRule assignment(Row row) {
        var team = row.get("team", UUID.class);
        if (team != null) {
            return new AssignmentRule(true, Set.of(), Set.of(new TeamId(team)), false);
        }
        return new AssignmentRule(
                Sql.get(row, "auto", Boolean.class),
                set(row, "users", AgentId::new),
                set(row, "teams", TeamId::new),
                Sql.get(row, "by_owner", Boolean.class));
    }

    private static <T> Set<T> set(Row row, String column, Function<UUID, T> of) {
        return Arrays.stream(Sql.get(row, column, UUID[].class))
                .map(of)
                .collect(Collectors.toUnmodifiableSet());
    }
}
