package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.conversation.Office.until;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;

@DisplayName("Who gets a conversation, over PostgreSQL")
class QueueIT {
    private final Office office = new Office();
    private final OfficeNode node = new OfficeNode(office);
    private final OfficeNode other = new OfficeNode(office);

    @AfterEach
    void close() {
        node.close();
        other.close();
        office.close();
    }

    @Nested
    @DisplayName("Two agents, a and b, who take two each")
    class TwoAgents {
        private final AgentId a = office.agent(2);
        private final AgentId b = office.agent(2);
        private final ChatflowId chatflow = office.assigning(List.of(a, b), List.of());

        @Test
        @DisplayName("CAP-01: the one with room gets it, in an entry of the log")
        void room() {
            byHand(a, 2);
            byHand(b, 1);
            var chat = node.chat(chatflow);
            until(() -> b.equals(office.assignee(chat)));
            assertThat(office.log(chat)).containsExactly("message", "assigned " + b + " routed");
        }

        @Test
        @DisplayName("CAP-02, CAP-09: when all who are there are full it waits in the queue")
        void full() {
            office.set(b, "status = 'away'");
            byHand(a, 2);
            var chat = node.chat(chatflow);
            settled();
            assertThat(office.queued(chat)).isTrue();
            assertThat(office.log(chat)).containsExactly("message");
        }

        @Test
        @DisplayName("CAP-04: when all are full and nothing is to be done about it, it is nobody's")
        void nothing() {
            office.channel(Office.BY_AGENTS, Office.AS_AVAILABLE);
            byHand(a, 2);
            byHand(b, 2);
            var chat = node.chat(chatflow);
            until(() -> !office.queued(chat));
            closes(a);
            settled();
            assertThat(office.assignee(chat)).as("until somebody takes it").isNull();
        }

        @Test
        @DisplayName(
                "PEER-14, CAP-05: a closed one makes room for the one that waits longest, within 2 s")
        void oldest() {
            byHand(a, 2);
            byHand(b, 2);
            var chats = IntStream.range(0, 3).mapToObj(_ -> node.chat(chatflow)).toList();
            var closed = closes(a);
            until(() -> a.equals(office.assignee(chats.get(0))));
            other.chat(chatflow);
            settled();
            assertThat(office.queued(chats.get(1))).as("before any newer").isTrue();
            assertThat(
                            office.ask(
                                    """
                                    SELECT (extract(epoch FROM a.at - c.at) < 2)::text
                                    FROM entry a, entry c
                                    WHERE a.kind = 'assigned' AND a.conversation = ?
                                      AND c.kind = 'closed' AND c.conversation = ?
                                    """,
                                    chats.get(0).value(),
                                    closed.value()))
                    .containsExactly("true");
        }

        @Test
        @DisplayName(
                "CAP-06: by hand an agent may have more, and gets no other until there is room")
        void overTheLimit() {
            byHand(a, 3);
            byHand(b, 2);
            var chat = node.chat(chatflow);
            closes(a);
            settled();
            assertThat(office.queued(chat)).as("2 of 2").isTrue();
            closes(a);
            until(() -> a.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName("CAP-07: a lowered limit takes nothing away; raising it makes room within 2 s")
        void limits() {
            byHand(a, 2);
            byHand(b, 2);
            office.set(a, "capacity = 1");
            var chat = node.chat(chatflow);
            settled();
            assertThat(office.open(a)).isEqualTo(2);
            assertThat(office.queued(chat)).isTrue();
            office.set(b, "capacity = 3");
            until(() -> b.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName("CAP-08: without a limit nobody is full")
        void unlimited() {
            byHand(a, 2);
            office.set(b, "capacity = NULL");
            byHand(b, 5);
            var chat = node.chat(chatflow);
            until(() -> b.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName(
                "CAP-13: two first messages on two nodes, one slot left: one gets it, one waits")
        void race() {
            byHand(a, 2);
            byHand(b, 1);
            var chats =
                    Flux.just(node, other)
                            .flatMap(it -> it.starts(chatflow, visitor()), 2)
                            .collectList()
                            .block();
            until(() -> chats.stream().anyMatch(it -> b.equals(office.assignee(it))));
            settled();
            assertThat(chats.stream().filter(office::queued)).hasSize(1);
            assertThat(office.open(b)).isEqualTo(2);
        }

        @Test
        @DisplayName(
                "PEER-16, CAP-14: opened again by its visitor, it goes by the rule, not to who had it")
        void again() {
            byHand(b, 2);
            var visitor = visitor();
            var chat = node.chat(chatflow, visitor);
            until(() -> a.equals(office.assignee(chat)));
            node.closes(a, chat);
            byHand(a, 2);
            closes(b);
            node.says(visitor, chat);
            until(() -> b.equals(office.assignee(chat)));
            assertThat(office.log(chat))
                    .containsExactly(
                            "message",
                            "assigned " + a + " routed",
                            "closed by hand",
                            "opened",
                            "unassigned opened again",
                            "message",
                            "assigned " + b + " routed");
            assertThat(office.open(a)).isEqualTo(2);
        }

        @Test
        @DisplayName("CAP-15: what is open in another channel does not count")
        void channels() {
            office.set(a, "capacity = 1");
            assertThat(office.open(a)).as("conversations of chat are all that is counted").isZero();
            var chat = node.chat(chatflow);
            until(() -> office.assignee(chat) != null);
        }

        @Test
        @DisplayName(
                "CAP-20: who came while all were away goes to the first to be there, oldest first")
        void allAway() {
            office.set(a, "status = 'away'");
            office.set(b, "status = 'away'");
            var chats = IntStream.range(0, 3).mapToObj(_ -> node.chat(chatflow)).toList();
            settled();
            assertThat(chats).allMatch(office::queued);
            office.set(a, "status = 'available'");
            until(() -> a.equals(office.assignee(chats.get(1))));
            settled();
            assertThat(office.served()).containsExactly(chats.get(0), chats.get(1));
            assertThat(office.queued(chats.get(2))).as("the limit is two").isTrue();
        }

        @Test
        @DisplayName(
                "AGT-04, AGT-07, AGT-15: not to who is off duty, gone, inactive or without a seat")
        void notThere() {
            office.set(
                    a,
                    """
                    working_hours = '{"zone": "UTC", "weekly": []}'::jsonb,
                    status_at = now() - interval '30 d'
                    """);
            office.set(b, "seat = false");
            var gone = office.agent(null);
            var inactive = office.agent(null);
            office.vanished(gone, 1);
            office.set(inactive, "active = false");
            var all = office.assigning(List.of(a, b, gone, inactive), List.of());
            var chat = node.chat(all);
            settled();
            assertThat(office.queued(chat)).isTrue();
            office.set(a, "working_hours = NULL");
            until(() -> a.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName(
                "AGT-04: who waits for an agent who is there but off duty is served when work"
                        + " begins: the moment is computed, not found by looking")
        void beginsWork() {
            var opens =
                    Instant.parse(office.ask("SELECT to_json(clock_timestamp())#>>'{}'").getFirst())
                            .truncatedTo(ChronoUnit.MINUTES)
                            .plus(Duration.ofMinutes(2))
                            .atZone(ZoneOffset.UTC);
            office.set(b, "status = 'away'");
            office.set(
                    a,
                    """
                    status_at = now() - interval '30 d', working_hours =
                    '{"zone": "UTC", "weekly": [{"days": ["%s"], "from": "%tR", "to": "24:00"}]}'
                    """
                            .formatted(
                                    opens.getDayOfWeek().name().toLowerCase(Locale.ROOT), opens));
            var chat = node.chat(chatflow);
            var looked = get(node.queue.serve(office.portal(), office.inbox()));
            assertThat(looked.untilChange())
                    .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(2));
            assertThat(office.queued(chat)).isTrue();
        }

        @Test
        @DisplayName("AGT-14: without a rule it is nobody's; CAP-25: whoever replies has it")
        void noRule() {
            var chat = node.chat(office.chatflow("{\"autoAssign\": false}"));
            until(() -> !office.queued(chat));
            assertThat(office.assignee(chat)).isNull();
            node.replies(b, chat);
            until(() -> b.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName("HRS-29: outside operating hours it is nobody's, whoever is there")
        void closed() {
            office.channel(Office.HARDLY_EVER, Office.WAIT);
            var chat = node.chat(chatflow);
            until(() -> !office.queued(chat));
            settled();
            assertThat(office.assignee(chat)).isNull();
        }

        @Test
        @DisplayName("who waits for full agents does not hold up who goes by another rule")
        void otherRule() {
            byHand(a, 2);
            var stuck = office.assigning(List.of(a), List.of());
            var waiting =
                    IntStream.range(0, 70)
                            .mapToObj(_ -> get(node.starts(stuck, visitor())))
                            .toList();
            var chat = node.chat(office.assigning(List.of(b), List.of()));
            until(() -> b.equals(office.assignee(chat)));
            assertThat(waiting).allMatch(office::queued);
        }

        @Test
        @DisplayName("a node that dies right after a message leaves nothing behind: others look")
        void orphan() {
            byHand(a, 1);
            var posted = get(office.stored.store.start(office.first(chatflow, visitor())));
            var chat = ((Posted.Stored) posted).entry().conversation();
            until(() -> office.assignee(chat) != null);
        }

        /// Conversations given to an agent by hand, whatever the limit.
        private void byHand(AgentId agent, int count) {
            for (int i = 0; i < count; i++) {
                var chat = node.chat(office.chatflow("{\"autoAssign\": false}"));
                until(() -> !office.queued(chat));
                get(node.conversations.assign(office.portal(), chat, agent, agent));
            }
        }

        private ConversationId closes(AgentId agent) {
            var mine =
                    office.ask(
                            "SELECT id::text FROM conversation"
                                    + " WHERE assignee = ? AND status = 'open' ORDER BY id LIMIT 1",
                            agent.value());
            var id = ConversationId.of(mine.getFirst());
            other.closes(agent, id);
            return id;
        }
    }

    @Nested
    @DisplayName("A team")
    class OfATeam {
        private final AgentId main = office.agent(1);
        private final AgentId extra = office.agent(null);
        private final TeamId team = office.team(List.of(main), List.of(extra));

        @Test
        @DisplayName("CAP-24: is routed to its main members, not to the extra ones")
        void members() {
            var chatflow = office.assigning(List.of(), List.of(team));
            var one = node.chat(chatflow);
            var two = node.chat(chatflow);
            until(() -> main.equals(office.assignee(one)));
            settled();
            assertThat(office.queued(two)).isTrue();
        }

        @Test
        @DisplayName("H20: is handed a conversation, which waits until one of its members has room")
        void transfer() {
            var somebody = office.agent(null);
            var busy = node.chat(office.assigning(List.of(), List.of(team)));
            until(() -> main.equals(office.assignee(busy)));
            var chat = node.chat(office.assigning(List.of(somebody), List.of()));
            until(() -> somebody.equals(office.assignee(chat)));
            get(node.conversations.transfer(office.portal(), chat, team, null, somebody));
            settled();
            assertThat(office.queued(chat)).isTrue();
            assertThat(office.open(somebody)).isZero();
            other.closes(main, busy);
            until(() -> main.equals(office.assignee(chat)));
        }
    }

    @Test
    @DisplayName("a conversation moved to another inbox is nobody's there, and gone from here")
    void otherInbox() {
        var agent = office.agent(null);
        var chat = node.chat(office.assigning(List.of(agent), List.of()));
        until(() -> agent.equals(office.assignee(chat)));
        var sales = office.inbox("Sales");
        get(node.conversations.transfer(office.portal(), chat, null, sales, agent));
        assertThat(office.assignee(chat)).isNull();
        assertThat(office.queued(chat)).isFalse();
        assertThat(office.open(agent)).isZero();
        assertThat(office.ask("SELECT inbox::text FROM conversation WHERE id = ?", chat.value()))
                .containsExactly(sales.toString());
    }

    @Nested
    @DisplayName("The contact's owner")
    class Owner {
        private final AgentId owner = office.agent(1);
        private final AgentId other = office.agent(null);
        private final ChatflowId chatflow =
                office.chatflow(
                        "{\"autoAssign\": true, \"contactOwner\": true, \"users\": %s}"
                                .formatted(Office.array(List.of(other))));

        @BeforeEach
        void everyContactIsTheirs() {
            owned(owner);
        }

        @AfterEach
        void nobodysAgain() {
            owned(null);
        }

        @Test
        @DisplayName("CAP-21: gets it, when available and below the limit")
        void available() {
            var chat = node.chat(chatflow);
            until(() -> owner.equals(office.assignee(chat)));
            assertThat(office.log(chat).getLast()).isEqualTo("assigned " + owner + " owner");
        }

        @Test
        @DisplayName("CAP-22: is missed when full: the fallback gets it, flagged")
        void full() {
            var first = node.chat(chatflow);
            until(() -> owner.equals(office.assignee(first)));
            var chat = node.chat(chatflow);
            until(() -> other.equals(office.assignee(chat)));
            assertThat(flag(chat)).containsExactly(owner.toString());
        }

        @Test
        @DisplayName("CAP-22: is missed when away: the fallback gets it, flagged")
        void away() {
            office.set(owner, "status = 'away'");
            var chat = node.chat(chatflow);
            until(() -> other.equals(office.assignee(chat)));
            assertThat(flag(chat)).containsExactly(owner.toString());
        }

        @Test
        @DisplayName("CAP-23: where there is none, the fallback gets it, not flagged")
        void none() {
            owned(null);
            var chat = node.chat(chatflow);
            until(() -> other.equals(office.assignee(chat)));
            assertThat(flag(chat)).containsOnlyNulls();
        }

        private List<String> flag(ConversationId chat) {
            return office.ask(
                    "SELECT data ->> 'missedOwner' FROM entry"
                            + " WHERE conversation = ? AND kind = 'assigned'",
                    chat.value());
        }

        private void owned(@Nullable AgentId by) {
            office.stored.sql(
                    """
                    CREATE OR REPLACE FUNCTION contact_owner(p_portal uuid, p_visitor uuid)
                    RETURNS uuid LANGUAGE sql STABLE
                    SET search_path = pg_catalog, public, pg_temp AS $$ SELECT %s::uuid $$
                    """
                            .formatted(by == null ? "NULL" : "'" + by + "'"));
        }
    }

    @Test
    @DisplayName("CAP-18: three equal agents have 300 conversations: 100 each, give or take one")
    void fair() {
        var agents = office.agents(3, null);
        var chatflow = office.assigning(agents, List.of());
        var open = new ArrayDeque<ConversationId>();
        for (int i = 0; i < 300; i++) {
            var at = i % 2 == 0 ? node : other;
            open.add(at.chat(chatflow));
            until(() -> at.queueIsEmpty());
            if (open.size() > 6) {
                at.closes(agents.getFirst(), open.remove());
            }
        }
        var had = new HashMap<String, Integer>();
        office.ask(
                        "SELECT data ->> 'agent' FROM entry WHERE portal = ? AND kind = 'assigned'",
                        office.portal().value())
                .forEach(it -> had.merge(it, 1, Integer::sum));
        assertThat(had.values()).hasSize(3).allMatch(it -> Math.abs(it - 100) <= 1);
    }

    /// Both nodes have looked at the queue since.
    private void settled() {
        for (var it : List.of(node, other)) {
            var timer = it.meters.get("chat.queue.serve").timer();
            long before = timer.count();
            it.router.look(office.portal());
            until(() -> timer.count() > before || nobodyWaits());
        }
    }

    private boolean nobodyWaits() {
        return office.count(
                        "SELECT count(*) FROM conversation"
                                + " WHERE portal = ? AND queued_at IS NOT NULL",
                        office.portal().value())
                == 0;
    }

    private static VisitorId visitor() {
        return new VisitorId(UUID.randomUUID());
    }
}
