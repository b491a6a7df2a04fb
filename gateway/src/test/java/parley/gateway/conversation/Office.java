package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import parley.gateway.TestServers;
import parley.gateway.app.embedded.PostgresAddress;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;

/// A portal with one inbox: agents who are available and connected, and chatflows that assign to
/// them. Nobody serves the queue unless an [OfficeNode] does. All offices share a database, which
/// is nobody else's: other tests' conversations wait for ever.
final class Office implements AutoCloseable {
    static final String ALWAYS = "\"mode\": \"always\"";
    static final String BY_AGENTS = "\"mode\": \"agents\"";

    /// Open for one minute of a Sunday.
    static final String HARDLY_EVER =
            """
            "mode": "hours", "hours": {"zone": "UTC", "weekly":
                [{"days": ["sunday"], "from": "03:00", "to": "03:01"}]}
            """;

    static final String WAIT = "wait";
    static final String AS_AVAILABLE = "chat";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final StoreFixture stored;
    private final UUID node = UUID.randomUUID();
    private @Nullable Connection asking;

    Office() {
        stored = new StoreFixture(Shared.DATABASE, WriterConfig.defaults());
        stored.sql("INSERT INTO node (id, lease_until) VALUES (?, now() + interval '1 d')", node);
        channel(ALWAYS, WAIT);
    }

    PortalId portal() {
        return stored.portal;
    }

    InboxId inbox() {
        return stored.inbox;
    }

    /// What the inbox's chat channel says, as the REST API does.
    void channel(String mode, String whenFull) {
        channel(inbox(), mode, whenFull);
    }

    void channel(InboxId inbox, String mode, String whenFull) {
        stored.sql(
                "UPDATE inbox SET channel = ?::jsonb WHERE id = ?",
                """
                {"accent": "#123456", %s, "full": {"show": "%s"}}
                """
                        .formatted(mode, whenFull),
                inbox.value());
    }

    InboxId inbox(String name) {
        var id = new InboxId(UUID.randomUUID());
        stored.sql(
                "INSERT INTO inbox (portal, id, name, channel) VALUES (?, ?, ?, '{}')",
                portal().value(),
                id.value(),
                name);
        channel(id, ALWAYS, WAIT);
        return id;
    }

    /// An agent of the inbox who is available and connected.
    ///
    /// @param limit null for none
    AgentId agent(@Nullable Integer limit) {
        var id = new AgentId(UUID.randomUUID());
        stored.sql(
                """
                INSERT INTO agent (portal, id, name, email, role, seat, status, capacity)
                VALUES (?, ?, 'agent', ?, 'agent', true, 'available', ?)
                """,
                portal().value(),
                id.value(),
                id + "@example.com",
                limit);
        stored.sql(
                "INSERT INTO inbox_agent (portal, inbox, agent) VALUES (?, ?, ?)",
                portal().value(),
                inbox().value(),
                id.value());
        arrives(id);
        return id;
    }

    List<AgentId> agents(int count, @Nullable Integer limit) {
        var agents = new ArrayList<AgentId>();
        for (int i = 0; i < count; i++) {
            agents.add(agent(limit));
        }
        return agents;
    }

    void arrives(AgentId agent) {
        stored.sql(
                """
                INSERT INTO agent_connection (portal, agent, node, connection)
                VALUES (?, ?, ?, gen_random_uuid())
                """,
                portal().value(),
                agent.value(),
                node);
    }

    /// The agent's last connection was lost so long ago that it does not count any more.
    void vanished(AgentId agent, int secondsAgo) {
        stored.sql(
                "UPDATE agent_connection SET until = now() - ? * interval '1 s' WHERE agent = ?",
                secondsAgo,
                agent.value());
    }

    void set(AgentId agent, String assignment) {
        stored.sql("UPDATE agent SET " + assignment + " WHERE id = ?", agent.value());
    }

    TeamId team(List<AgentId> main, List<AgentId> extra) {
        var id = new TeamId(UUID.randomUUID());
        stored.sql(
                "INSERT INTO team (portal, id, name) VALUES (?, ?, 'team')",
                portal().value(),
                id.value());
        main.forEach(it -> member(id, it, true));
        extra.forEach(it -> member(id, it, false));
        return id;
    }

    private void member(TeamId team, AgentId agent, boolean main) {
        stored.sql(
                "INSERT INTO team_member (portal, team, agent, main) VALUES (?, ?, ?, ?)",
                portal().value(),
                team.value(),
                agent.value(),
                main);
    }

    /// A chatflow that assigns to these.
    ChatflowId assigning(List<AgentId> users, List<TeamId> teams) {
        return chatflow(
                "{\"autoAssign\": true, \"users\": %s, \"teams\": %s}"
                        .formatted(array(users), array(teams)));
    }

    ChatflowId chatflow(String routing) {
        var id = new ChatflowId(UUID.randomUUID());
        stored.sql(
                """
                INSERT INTO chatflow (portal, id, inbox, name, position, definition)
                VALUES (?, ?, ?, 'c', 1, jsonb_build_object('build',
                        jsonb_build_object('routing', ?::jsonb)))
                """,
                portal().value(),
                id.value(),
                inbox().value(),
                routing);
        return id;
    }

    static String array(List<?> ids) {
        return ids.stream().map(it -> "\"" + it + "\"").toList().toString();
    }

    /// A visitor's first message.
    Start first(@Nullable ChatflowId chatflow, VisitorId visitor) {
        return new Start(
                portal(),
                inbox(),
                visitor,
                chatflow,
                "https://shop.example/",
                new ClientMessageId(UUID.randomUUID()),
                new MessageText("hello"),
                false);
    }

    /// How many open conversations an agent has, as counted and as noted.
    int open(AgentId agent) {
        var noted = count("SELECT open FROM agent WHERE id = ?", agent.value());
        var counted =
                count(
                        "SELECT count(*) FROM conversation"
                                + " WHERE assignee = ? AND status = 'open'",
                        agent.value());
        if (noted != counted) {
            throw new AssertionError("noted " + noted + ", counted " + counted);
        }
        return (int) noted;
    }

    /// How many of them do not count, as counted and as noted.
    int released(AgentId agent) {
        var noted = count("SELECT released FROM agent WHERE id = ?", agent.value());
        var counted =
                count(
                        "SELECT count(*) FROM conversation"
                                + " WHERE assignee = ? AND released_seq IS NOT NULL",
                        agent.value());
        assertThat(noted).as("noted, but counted").isEqualTo(counted);
        return (int) noted;
    }

    @Nullable AgentId assignee(ConversationId conversation) {
        var id =
                ask("SELECT assignee::text FROM conversation WHERE id = ?", conversation.value())
                        .getFirst();
        return id == null ? null : AgentId.of(id);
    }

    boolean queued(ConversationId conversation) {
        return count(
                        "SELECT count(*) FROM conversation"
                                + " WHERE id = ? AND queued_at IS NOT NULL",
                        conversation.value())
                == 1;
    }

    /// What was said of a conversation, as `kind` or `kind agent reason`.
    List<String> log(ConversationId conversation) {
        return ask(
                """
                SELECT concat_ws(' ', kind, data ->> 'agent', data ->> 'reason') FROM entry
                WHERE conversation = ? AND stream = 'public' ORDER BY seq
                """,
                conversation.value());
    }

    /// The conversations that were assigned, in the order in which that was stored.
    List<ConversationId> served() {
        return ask(
                        "SELECT conversation::text FROM entry WHERE portal = ?"
                                + " AND kind = 'assigned' AND actor_kind = 'system' ORDER BY at",
                        portal().value())
                .stream()
                .map(ConversationId::of)
                .toList();
    }

    /// Asks as the owner, over one connection: the first column of every row, as text.
    synchronized List<String> ask(String text, Object... values) {
        try {
            if (asking == null) {
                asking = TestServers.sql(stored.address);
            }
            try (var statement = asking.prepareStatement(text)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                var answer = new ArrayList<String>();
                var rows = statement.executeQuery();
                while (rows.next()) {
                    answer.add(rows.getString(1));
                }
                return answer;
            }
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    long count(String text, Object... values) {
        return Long.parseLong(ask(text, values).getFirst());
    }

    /// Waits until it is so.
    static void until(BooleanSupplier fact) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never so").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        stored.sql(
                "UPDATE conversation SET queued_at = NULL WHERE portal = ? AND queued_at IS NOT NULL",
                portal().value());
        try {
            if (asking != null) {
                asking.close();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        stored.close();
    }

    private static final class Shared {
        private static final PostgresAddress DATABASE = TestServers.freshDatabase();
    }
}
