package parley.gateway.postgres.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Grants;
import parley.gateway.access.Origins;
import parley.gateway.access.Permission;
import parley.gateway.access.Portal;
import parley.gateway.access.Role;
import parley.gateway.access.store.Saved;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Duty;
import parley.gateway.availability.Agent.Load;
import parley.gateway.availability.Agent.Profile;
import parley.gateway.availability.Agent.Status;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Team;
import parley.gateway.availability.Team.TeamMember;
import parley.gateway.availability.store.Outcome;
import parley.gateway.conversation.Errands;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.StoreFixture;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

@DisplayName("What admins write, in PostgreSQL")
class AdminStoresIT {
    private static final Database DATABASE =
            new Database(StoreFixture.config(TestServers.postgres()), new SimpleMeterRegistry());
    private static final Transactions TRANSACTIONS = new Transactions(DATABASE);

    private final List<Event> rung = new ArrayList<>();
    private final Doorbell doorbell = doorbell();
    private final PostgresPortalStore portals = new PostgresPortalStore(TRANSACTIONS, doorbell);
    private final PostgresTokenStore tokens = new PostgresTokenStore(TRANSACTIONS, doorbell);
    private final PostgresGrantStore grants = new PostgresGrantStore(TRANSACTIONS, doorbell);
    private final PostgresAgentStore agents = new PostgresAgentStore(TRANSACTIONS, doorbell);
    private final PostgresTeamStore teams = new PostgresTeamStore(TRANSACTIONS, doorbell);
    private final PostgresInboxStore inboxes = new PostgresInboxStore(TRANSACTIONS, doorbell);
    private final PostgresPresenceStore presence = new PostgresPresenceStore(TRANSACTIONS);

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final PortalId other = new PortalId(UUID.randomUUID());

    @AfterAll
    static void close() {
        DATABASE.close().block();
    }

    @BeforeEach
    void twoPortals() {
        for (var id : List.of(portal, other)) {
            wait(
                    portals.create(
                            new Portal(
                                    id,
                                    "Shop",
                                    Origins.of(List.of("https://shop.example")),
                                    true,
                                    false,
                                    1)));
        }
        rung.clear();
    }

    @Test
    @DisplayName("a portal is changed by whoever saw its latest version, and by nobody else")
    void portal() {
        var changed = new Portal(portal, "Shop 2", Origins.of(List.of()), false, true, 1);
        assertThat(wait(portals.update(changed))).isInstanceOf(Saved.Stored.class);
        assertThat(wait(portals.update(changed))).isEqualTo(new Saved.Stale<Portal>(2));
        assertThat(wait(portals.find(portal)).name()).isEqualTo("Shop 2");
        assertThat(wait(portals.all())).extracting(Portal::id).contains(portal, other);
        assertThat(rung).containsExactly(new Event.PortalChanged(portal));
    }

    @Test
    @DisplayName("an agent keeps everything that is saved, working hours included")
    void agent() {
        var saved = saved(agents.save(agent(portal, "alice", 0)));
        assertThat(saved.version()).isEqualTo(1);
        assertThat(saved.duty().workingHours()).isEqualTo(hours());
        assertThat(saved.load().capacity()).isEqualTo(3);
        assertThat(wait(agents.ofPortal(portal))).containsExactly(saved);
        assertThat(wait(agents.save(saved))).isInstanceOf(Outcome.Saved.class);
        assertThat(wait(agents.save(saved))).isEqualTo(new Outcome.VersionConflict<Agent>(2));
    }

    @Test
    @DisplayName("two agents of one portal cannot have one address")
    void emailTaken() {
        var _ = saved(agents.save(agent(portal, "alice", 0)));
        assertThat(wait(agents.save(agent(portal, "alice", 0))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        it -> assertThat(it.problems().toString()).contains("email"));
        assertThat(wait(agents.save(agent(other, "alice", 0)))).isInstanceOf(Outcome.Saved.class);
    }

    @Test
    @DisplayName("a team has its own portal's agents; another's are named as unknown")
    void team() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var stranger = saved(agents.save(agent(other, "bob", 0)));
        var team = saved(teams.save(team(alice.id(), 0)));
        assertThat(team.members()).containsExactly(new TeamMember(alice.id(), true));
        assertThat(wait(teams.save(team(stranger.id(), 0))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        it ->
                                assertThat(it.problems().toString())
                                        .contains("members[0]", stranger.id().toString()));
        assertThat(wait(teams.delete(portal, team.id(), 7)))
                .isEqualTo(new Outcome.VersionConflict<Team>(1));
        assertThat(wait(teams.delete(portal, team.id(), 1))).isInstanceOf(Outcome.Saved.class);
        assertThat(wait(teams.ofPortal(portal))).isEmpty();
    }

    @Test
    @DisplayName("an inbox keeps its channel and who works in it")
    void inbox() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var inbox = saved(inboxes.save(inbox(Set.of(alice.id()), 0)));
        assertThat(wait(inboxes.find(portal, inbox.id()))).isEqualTo(inbox);
        assertThat(wait(inboxes.find(other, inbox.id()))).isNull();
        assertThat(wait(inboxes.delete(portal, inbox.id(), 1))).isInstanceOf(Outcome.Saved.class);
        assertThat(wait(inboxes.delete(portal, inbox.id(), 1)))
                .isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    @DisplayName("a token stands for its agent, with the role and the inboxes of this moment")
    void token() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var team = saved(teams.save(team(alice.id(), 0)));
        var inbox = saved(inboxes.save(inbox(team.id())));
        var token = ApiToken.generate(new SecureRandom());
        assertThat(wait(tokens.create(portal, alice.id(), token, null))).isTrue();
        assertThat(wait(tokens.create(other, alice.id(), token, null))).isFalse();
        var given = new Grants(Role.LEAD, Set.of(Permission.CHATFLOWS_EDIT));
        assertThat(wait(grants.save(portal, alice.id(), given, 1)))
                .isEqualTo(new Saved.Stored<>(given));
        assertThat(wait(grants.save(portal, alice.id(), given, 1))).isEqualTo(new Saved.Stale<>(2));

        var found = wait(tokens.find(token.prefix()));
        assertThat(token.matches(found.hash())).isTrue();
        assertThat(found.principal().role()).isEqualTo(Role.LEAD);
        assertThat(found.principal().permissions()).containsExactly(Permission.CHATFLOWS_EDIT);
        assertThat(found.principal().inboxes()).containsExactly(inbox.id());

        assertThat(wait(tokens.revoke(portal, alice.id(), token.prefix()))).isTrue();
        assertThat(wait(tokens.find(token.prefix())).revokedAt()).isNotNull();
        assertThat(wait(tokens.list(portal, alice.id()))).hasSize(1);
    }

    @Test
    @DisplayName("an inactive agent's token is unknown")
    void inactive() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var token = ApiToken.generate(new SecureRandom());
        wait(tokens.create(portal, alice.id(), token, null));
        var gone =
                new Agent(
                        portal,
                        alice.id(),
                        alice.profile(),
                        false,
                        true,
                        alice.duty(),
                        alice.load(),
                        1);
        saved(agents.save(gone));
        assertThat(wait(tokens.find(token.prefix()))).isNull();
    }

    @Test
    @DisplayName("an agent is there while a node with a connection of the agent's is alive")
    void presence() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var node = UUID.randomUUID();
        assertThat(lease()).as("never seen").isNull();
        wait(presence.renew(node));
        wait(presence.opened(portal, alice.id(), node, UUID.randomUUID()));
        var set = wait(presence.setStatus(portal, alice.id(), Status.AVAILABLE, alice.id()));
        assertThat(set.duty().status()).isEqualTo(Status.AVAILABLE);
        assertThat(set.version()).as("status does not count as an edit").isEqualTo(1);
        assertThat(lease()).isAfter(Instant.now());
        sql("UPDATE node SET lease_until = now() - interval '1 s' WHERE id = ?", node);
        assertThat(lease()).as("AGT-16: the node is dead").isBefore(Instant.now());
        assertThat(wait(presence.setStatus(other, alice.id(), Status.AWAY, alice.id()))).isNull();
    }

    @Test
    @DisplayName("PEER-12, AGT-07, AGT-08: a closed connection counts for 45 s more, and no longer")
    void closed() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var node = UUID.randomUUID();
        var connection = UUID.randomUUID();
        wait(presence.renew(node));
        wait(presence.opened(portal, alice.id(), node, connection));
        wait(presence.closed(portal, alice.id(), connection));
        var until = lease();
        assertThat(until).isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(46));
        wait(presence.renew(node));
        wait(presence.closed(portal, alice.id(), connection));
        assertThat(lease()).as("neither renewed nor closed again").isEqualTo(until);
    }

    @Test
    @DisplayName("AGT-09: an agent with two tabs who closes one is as present as before")
    void twoTabs() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var node = UUID.randomUUID();
        var one = UUID.randomUUID();
        wait(presence.renew(node));
        wait(presence.opened(portal, alice.id(), node, one));
        wait(presence.opened(portal, alice.id(), node, UUID.randomUUID()));
        wait(presence.closed(portal, alice.id(), one));
        sql("UPDATE agent_connection SET until = now() - interval '1 s' WHERE connection = ?", one);
        assertThat(lease()).isAfter(Instant.now());
    }

    @Test
    @DisplayName("a node that leaves closes its connections: they count for 45 s more")
    void left() {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        var node = UUID.randomUUID();
        wait(presence.renew(node));
        wait(presence.opened(portal, alice.id(), node, UUID.randomUUID()));
        wait(presence.leave(node));
        var until = lease();
        assertThat(until).isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(46));
        wait(presence.renew(node));
        assertThat(lease()).as("renewing brings nothing back").isEqualTo(until);
        var back = UUID.randomUUID();
        sql("UPDATE agent_connection SET until = now() - interval '1 s' WHERE node = ?", node);
        wait(presence.renew(back));
        wait(presence.opened(portal, alice.id(), back, UUID.randomUUID()));
        assertThat(lease()).as("connected to another").isAfter(Instant.now());
    }

    private Instant lease() {
        return wait(presence.agentStates(portal)).getFirst().leaseUntil();
    }

    private static void sql(String text, UUID id) {
        try (var connection = TestServers.sql();
                var statement = connection.prepareStatement(text)) {
            statement.setObject(1, id);
            assertThat(statement.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    @DisplayName("84: without a portal named, the application's role sees no row of any table")
    void rowLevelSecurity() throws SQLException {
        var alice = saved(agents.save(agent(portal, "alice", 0)));
        saved(teams.save(team(alice.id(), 0)));
        for (var table :
                List.of(
                        "portal",
                        "team",
                        "agent",
                        "team_member",
                        "api_token",
                        "inbox",
                        "inbox_agent",
                        "inbox_team",
                        "chatflow",
                        "agent_connection")) {
            var seen =
                    wait(
                            TRANSACTIONS.ofNone(it ->
                                    Sql.of(it, "SELECT count(*) AS n FROM " + table)
                                            .first(row -> Sql.get(row, "n", Long.class))));
            var foreign =
                    wait(
                            TRANSACTIONS.of(
                                    other,
                                    it ->
                                            Sql.of(
                                                            it,
                                                            "SELECT count(*) AS n FROM "
                                                                    + table
                                                                    + " t WHERE t."
                                                                    + (table.equals("portal")
                                                                            ? "id"
                                                                            : "portal")
                                                                    + " = $1")
                                                    .bind(portal.value())
                                                    .first(row -> Sql.get(row, "n", Long.class))));
            assertThat(seen).as(table).isZero();
            assertThat(foreign).as(table).isZero();
        }
        try (var connection = TestServers.sql();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM agent")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).as("the rows are there").isPositive();
        }
    }

    private Agent agent(PortalId of, String name, long version) {
        return new Agent(
                of,
                new AgentId(UUID.randomUUID()),
                new Profile(name, name, name + "@shop.example", null),
                true,
                true,
                new Duty(Status.AWAY, Instant.EPOCH, null, hours()),
                new Load(0, 3, null),
                version);
    }

    private Team team(AgentId member, long version) {
        return new Team(
                portal,
                new TeamId(UUID.randomUUID()),
                "Sales",
                List.of(new TeamMember(member, true)),
                version);
    }

    private static OperatingHours hours() {
        return new OperatingHours(
                java.time.ZoneId.of("Europe/Paris"),
                Map.of(
                        java.time.DayOfWeek.MONDAY,
                        List.of(parley.gateway.availability.Range.of("09:00", "18:00"))));
    }

    private Inbox inbox(Set<AgentId> staff, long version) {
        return new Inbox(
                portal,
                new InboxId(UUID.randomUUID()),
                "Chat",
                new Channel(
                        new Colour("#0b5fff"),
                        new Placement(Placement.Side.RIGHT, 20, 20),
                        new Channel.Mode.Always(),
                        new Channel.AsAvailable(),
                        Channel.ReplyTime.OFF),
                staff,
                Set.of(),
                version);
    }

    private Inbox inbox(TeamId team) {
        var plain = inbox(Set.of(), 0);
        return new Inbox(
                portal, plain.id(), plain.name(), plain.channel(), Set.of(), Set.of(team), 0);
    }

    private static <T> T saved(Mono<Outcome<T>> outcome) {
        return switch (wait(outcome)) {
            case Outcome.Saved<T>(var value) -> value;
            case Outcome<T> other -> throw new AssertionError(other);
        };
    }

    private static <T> T wait(Mono<T> mono) {
        return mono.block(Duration.ofSeconds(10));
    }

    private Doorbell doorbell() {
        var errands = new Errands("test", 100, 1, new SimpleMeterRegistry());
        var _ = errands.run().subscribe();
        return new Doorbell(new Recording(), errands);
    }

    private final class Recording implements Broker {
        @Override
        public Mono<Void> publish(Topic topic, Event event) {
            return Mono.fromRunnable(() -> rung.add(event));
        }

        @Override
        public Mono<Following> follow(Topic topic, Consumer<Event> listener) {
            return Mono.just(() -> {});
        }

        @Override
        public Following onSuspicion(Runnable listener) {
            return () -> {};
        }

        @Override
        public boolean connected() {
            return true;
        }
    }
}
