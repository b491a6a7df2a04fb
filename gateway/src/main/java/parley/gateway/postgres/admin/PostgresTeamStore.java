package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import parley.gateway.availability.Team;
import parley.gateway.availability.Team.TeamMember;
import parley.gateway.availability.store.Outcome;
import parley.gateway.availability.store.TeamStore;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

/// Teams, in tables `team` and `team_member`.
public final class PostgresTeamStore implements TeamStore {
    private static final String SELECT =
            """
            SELECT t.portal, t.id, t.name, t.version,
                   array(SELECT m.agent FROM team_member m
                         WHERE m.portal = t.portal AND m.team = t.id ORDER BY m.agent) AS agents,
                   array(SELECT m.main FROM team_member m
                         WHERE m.portal = t.portal AND m.team = t.id ORDER BY m.agent) AS main
            FROM team t WHERE t.portal = $1
            """;

    private final Transactions transactions;
    private final Doorbell doorbell;

    public PostgresTeamStore(Transactions transactions, Doorbell doorbell) {
        this.transactions = transactions;
        this.doorbell = doorbell;
    }

    @Override
    public Mono<List<Team>> ofPortal(PortalId portal) {
        return transactions.of(portal, it -> list(it, portal));
    }

    static Mono<List<Team>> list(Connection connection, PortalId portal) {
        return Sql.of(connection, SELECT + " ORDER BY t.name, t.id")
                .bind(portal.value())
                .list(PostgresTeamStore::team);
    }

    @Override
    public Mono<Team> find(PortalId portal, TeamId team) {
        return transactions.of(portal, it -> find(it, portal, team));
    }

    @Override
    public Mono<Outcome<Team>> save(Team team) {
        return transactions
                .of(team.portal(), it -> save(it, team))
                .doOnNext(it -> ring(it, team.portal()))
                .doOnError(doorbell.unsure(team.portal()));
    }

    @Override
    public Mono<Outcome<Team>> delete(PortalId portal, TeamId team, long version) {
        return transactions
                .of(portal, it -> delete(it, portal, team, version))
                .doOnNext(it -> ring(it, portal))
                .doOnError(doorbell.unsure(portal));
    }

    private void ring(Outcome<Team> outcome, PortalId portal) {
        if (outcome instanceof Outcome.Saved<Team>) {
            doorbell.portalChanged(portal);
        }
    }

    private static Mono<Outcome<Team>> save(Connection connection, Team team) {
        var agents = team.members().stream().map(it -> it.agent().value()).toList();
        return Versions.unknown(connection, "agent", team.portal(), agents, "members")
                .flatMap(problems ->
                        problems.isEmpty()
                                ? write(connection, team)
                                : Mono.just(new Outcome.Refused<>(problems)));
    }

    private static Mono<Outcome<Team>> write(Connection connection, Team team) {
        var sql =
                team.version() == 0
                        ? "INSERT INTO team (portal, id, name) VALUES ($1, $2, $3)"
                        : """
                        UPDATE team SET name = $3, version = version + 1
                        WHERE portal = $1 AND id = $2 AND version = $4
                        """;
        var statement =
                Sql.of(connection, sql)
                        .bind(team.portal().value())
                        .bind(team.id().value())
                        .bind(team.name());
        var counted = team.version() == 0 ? statement : statement.bind(team.version());
        return counted.count()
                .flatMap(written ->
                        written == 0
                                ? Versions.unchanged(
                                        connection, "team", team.portal(), team.id().value())
                                : members(connection, team)
                                        .then(find(connection, team.portal(), team.id()))
                                        .map(Outcome.Saved::new));
    }

    private static Mono<Void> members(Connection connection, Team team) {
        return Sql.of(connection, "DELETE FROM team_member WHERE portal = $1 AND team = $2")
                .bind(team.portal().value())
                .bind(team.id().value())
                .count()
                .then(
                        Sql.of(
                                        connection,
                                        """
                                        INSERT INTO team_member (portal, team, agent, main)
                                        SELECT $1, $2, m.agent, m.main
                                        FROM unnest($3::uuid[], $4::boolean[]) AS m(agent, main)
                                        """)
                                .bind(team.portal().value())
                                .bind(team.id().value())
                                .bind(
                                        team.members().stream()
                                                .map(it -> it.agent().value())
                                                .toArray(UUID[]::new))
                                .bind(
                                        team.members().stream()
                                                .map(TeamMember::main)
                                                .toArray(Boolean[]::new))
                                .count())
                .then();
    }

    private static Mono<Outcome<Team>> delete(
            Connection connection, PortalId portal, TeamId team, long version) {
        return find(connection, portal, team)
                .flatMap(found ->
                        Sql.of(
                                        connection,
                                        """
                                        DELETE FROM team
                                        WHERE portal = $1 AND id = $2 AND version = $3
                                        """)
                                .bind(portal.value())
                                .bind(team.value())
                                .bind(version)
                                .count()
                                .flatMap(deleted ->
                                        deleted == 0
                                                ? Versions.<Team>unchanged(
                                                        connection, "team", portal, team.value())
                                                : Mono.just(new Outcome.Saved<>(found))))
                .defaultIfEmpty(new Outcome.NotFound<>());
    }

    private static Mono<Team> find(Connection connection, PortalId portal, TeamId team) {
        return Sql.of(connection, SELECT + " AND t.id = $2")
                .bind(portal.value())
                .bind(team.value())
                .first(PostgresTeamStore::team);
    }

    private static Team team(Row row) {
        var agents = Sql.get(row, "agents", UUID[].class);
        var main = Sql.get(row, "main", Boolean[].class);
        var members = new ArrayList<TeamMember>();
        for (int i = 0; i < agents.length; i++) {
            members.add(new TeamMember(new AgentId(agents[i]), main[i]));
        }
        return new Team(
                new PortalId(Sql.get(row, "portal", UUID.class)),
                new TeamId(Sql.get(row, "id", UUID.class)),
                Sql.get(row, "name", String.class),
                members,
                Sql.get(row, "version", Long.class));
    }
}
