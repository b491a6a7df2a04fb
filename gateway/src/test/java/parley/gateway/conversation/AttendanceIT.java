package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.conversation.Office.until;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("A conversation that nobody attends to, over PostgreSQL")
class AttendanceIT {
    private final Office office = new Office();
    private final OfficeNode node = new OfficeNode(office);

    @AfterEach
    void close() {
        node.close();
        office.close();
    }

    @Nested
    @DisplayName("because its agent does not answer")
    class Unanswered {
        private final AgentId a = office.agent(1);
        private final AgentId b = office.agent(1);
        private final ChatflowId chatflow = office.assigning(List.of(a, b), List.of());

        @Test
        @DisplayName(
                "PEER-17, CAP-16: goes to one who was not tried, and then waits at the head of the queue")
        void untried() {
            var chat = node.chat(chatflow);
            until(() -> office.assignee(chat) != null);
            var first = office.assignee(chat);
            var second = first.equals(a) ? b : a;
            hours(1);
            look(after(Duration.ofMinutes(1)));
            until(() -> second.equals(office.assignee(chat)));
            var others = List.of(node.chat(chatflow), node.chat(chatflow));
            until(() -> first.equals(office.assignee(others.getFirst())));
            hours(1);
            look(after(Duration.ofMinutes(1)));
            until(() -> office.queued(chat));
            assertThat(office.log(chat))
                    .containsSubsequence(
                            "assigned " + first + " routed",
                            "unassigned " + first + " unanswered",
                            "assigned " + second + " routed",
                            "unassigned " + second + " unanswered");
            office.set(first, "capacity = 5");
            var third = office.agent(1);
            var everybody = office.assigning(List.of(a, b, third), List.of());
            office.stored.sql(
                    "UPDATE conversation SET chatflow = ? WHERE portal = ?",
                    everybody.value(),
                    office.portal().value());
            until(() -> third.equals(office.assignee(chat)));
        }

        @Test
        @DisplayName("stays with whoever answered, and with everybody where no limit is set")
        void answered() {
            var chat = node.chat(chatflow);
            until(() -> office.assignee(chat) != null);
            var agent = office.assignee(chat);
            hours(1);
            look(RoutingConfig.defaults());
            assertThat(office.assignee(chat)).isEqualTo(agent);
            node.replies(agent, chat);
            look(after(Duration.ofMinutes(1)));
            assertThat(office.assignee(chat)).isEqualTo(agent);
        }
    }

    @Nested
    @DisplayName("because its visitor is silent")
    class Silent {
        private final AgentId a = office.agent(1);
        private final ChatflowId chatflow = office.assigning(List.of(a), List.of());
        private final VisitorId visitor = new VisitorId(UUID.randomUUID());
        private final ConversationId chat = node.chat(chatflow, visitor);

        /// Its visitor says nothing for so long; others came meanwhile.
        private List<ConversationId> silentFor(int hours, int others) {
            until(() -> a.equals(office.assignee(chat)));
            hours(hours);
            return Stream.generate(() -> node.chat(chatflow)).limit(others).toList();
        }

        @Test
        @DisplayName("CAP-17: holds its agent's slot, however silent its visitor")
        void holds() {
            var other = silentFor(24, 1).getFirst();
            look(RoutingConfig.defaults());
            node.router.look(office.portal());
            assertThat(office.queued(other)).isTrue();
            assertThat(office.open(a)).isEqualTo(1);
            assertThat(office.released(a)).isZero();
        }

        @Test
        @DisplayName(
                "CAP-17: gives the slot back where that is the rule: it stays the agent's, and who waits"
                        + " longest comes in at once")
        void releases() {
            var others = silentFor(1, 2);
            look(releasing(Duration.ofMinutes(61)));
            assertThat(office.released(a)).isZero();
            look(releasing(Duration.ofMinutes(10)));
            until(() -> a.equals(office.assignee(others.getFirst())));
            assertThat(office.assignee(chat)).isEqualTo(a);
            assertThat(office.log(chat)).containsExactly("message", "assigned " + a + " routed");
            assertThat(office.queued(others.getLast())).isTrue();
            assertThat(office.open(a)).isEqualTo(2);
            assertThat(office.released(a)).isEqualTo(1);
        }

        @Test
        @DisplayName(
                "CAP-17: counts again when its visitor writes, above the limit; nobody new comes until"
                        + " the agent is below it")
        void heard() {
            var others = silentFor(1, 2);
            look(releasing(Duration.ofMinutes(10)));
            until(() -> a.equals(office.assignee(others.getFirst())));
            node.replies(a, chat);
            assertThat(office.released(a)).as("heard only the agent").isEqualTo(1);
            node.says(visitor, chat);
            assertThat(office.released(a)).isZero();
            assertThat(office.open(a)).isEqualTo(2);
            assertThat(office.assignee(chat)).isEqualTo(a);
            node.closes(a, others.getFirst());
            look(releasing(Duration.ofMinutes(10)));
            get(node.queue.serve(office.portal(), office.inbox()));
            assertThat(office.queued(others.getLast())).as("at the limit").isTrue();
            node.closes(a, chat);
            until(() -> a.equals(office.assignee(others.getLast())));
            assertThat(office.open(a)).isEqualTo(1);
        }

        @Test
        @DisplayName("CAP-17: gives the slot back once, however many nodes look at once")
        void once() {
            var others = silentFor(1, 3);
            try (var second = new OfficeNode(office)) {
                var rule = releasing(Duration.ofMinutes(10));
                var looks =
                        Stream.of(node, second, node, second)
                                .map(it -> it.attendance(rule).look())
                                .toList();
                Flux.merge(looks).then().block(Duration.ofSeconds(20));
                until(() -> a.equals(office.assignee(others.getFirst())));
                assertThat(office.released(a)).isEqualTo(1);
                assertThat(office.open(a)).isEqualTo(2);
                Flux.merge(
                                second.attendance(rule).look(),
                                Mono.fromRunnable(() -> second.says(visitor, chat))
                                        .subscribeOn(Schedulers.boundedElastic()))
                        .then()
                        .block(Duration.ofSeconds(20));
                assertThat(office.released(a)).isZero();
            }
            assertThat(office.queued(others.get(1))).isTrue();
            assertThat(get(node.attendanceStore().repairLoads())).isZero();
        }

        @Test
        @DisplayName("CAP-17: is again one like others when it is closed, or another agent's")
        void leaves() {
            var other = silentFor(1, 1).getFirst();
            look(releasing(Duration.ofMinutes(10)));
            until(() -> a.equals(office.assignee(other)));
            var b = office.agent(1);
            get(node.conversations.assign(office.portal(), chat, b, b));
            assertThat(List.of(office.released(a), office.open(a), office.open(b)))
                    .containsExactly(0, 1, 1);
            hours(1);
            look(releasing(Duration.ofMinutes(10)));
            assertThat(List.of(office.released(a), office.released(b))).containsExactly(1, 1);
            node.closes(b, chat);
            node.closes(a, other);
            assertThat(List.of(office.released(a), office.released(b))).containsExactly(0, 0);
            assertThat(List.of(office.open(a), office.open(b))).containsExactly(0, 0);
        }

        private RoutingConfig releasing(Duration silent) {
            var usual = RoutingConfig.defaults();
            return new RoutingConfig(
                    usual.unanswered(),
                    usual.vanishedAfter(),
                    usual.whenVanished(),
                    silent,
                    usual.keepsPlace());
        }
    }

    @Nested
    @DisplayName("because its agent is gone")
    class Vanished {
        private final AgentId a = office.agent(1);
        private final AgentId b = office.agent(1);
        private final VisitorId visitor = new VisitorId(UUID.randomUUID());
        private ConversationId chat;

        private void vanishes(int secondsAgo) {
            chat = node.chat(office.assigning(List.of(a), List.of()), visitor);
            until(() -> a.equals(office.assignee(chat)));
            var both = office.assigning(List.of(a, b), List.of());
            office.stored.sql(
                    "UPDATE conversation SET chatflow = ? WHERE id = ?",
                    both.value(),
                    chat.value());
            office.vanished(a, secondsAgo);
        }

        @Test
        @DisplayName("AGT-12: queues again two minutes later, if an answer is owed")
        void owed() {
            vanishes(121);
            look(RoutingConfig.defaults());
            until(() -> b.equals(office.assignee(chat)));
            assertThat(office.log(chat))
                    .contains("unassigned " + a + " vanished", "assigned " + b + " routed");
            assertThat(office.open(a)).isZero();
        }

        @Test
        @DisplayName("AGT-12: stays before that")
        void early() {
            vanishes(110);
            look(RoutingConfig.defaults());
            assertThat(office.assignee(chat)).isEqualTo(a);
        }

        @Test
        @DisplayName("AGT-12: stays when the visitor has an answer")
        void notOwed() {
            vanishes(0);
            node.replies(a, chat);
            office.vanished(a, 500);
            look(RoutingConfig.defaults());
            assertThat(office.assignee(chat)).isEqualTo(a);
        }

        @Test
        @DisplayName("AGT-12: stays, or is closed, where that is the rule")
        void otherRules() {
            vanishes(500);
            look(whenVanished("nothing"));
            assertThat(office.assignee(chat)).isEqualTo(a);
            look(whenVanished("close"));
            assertThat(office.log(chat).getLast()).isEqualTo("closed vanished");
            assertThat(office.open(a)).isZero();
        }

        private RoutingConfig whenVanished(String what) {
            var usual = RoutingConfig.defaults();
            return new RoutingConfig(
                    usual.unanswered(),
                    usual.vanishedAfter(),
                    what,
                    usual.releasesSilent(),
                    usual.keepsPlace());
        }
    }

    @Nested
    @DisplayName("because its visitor left the queue")
    class Missed {
        private final AgentId a = office.agent(0);
        private final ChatflowId chatflow = office.assigning(List.of(a), List.of());

        @Test
        @DisplayName("CAP-27: keeps the place for 60 s, then leaves it as missed; others move up")
        void left() {
            var first = node.chat(chatflow);
            var second = node.chat(chatflow);
            seen(first, 59);
            seen(second, 1);
            look(RoutingConfig.defaults());
            assertThat(office.queued(first)).isTrue();
            seen(first, 61);
            look(RoutingConfig.defaults());
            assertThat(office.queued(first)).isFalse();
            assertThat(office.queued(second)).isTrue();
            assertThat(office.log(first)).containsExactly("message", "unassigned missed");
            office.set(a, "capacity = 1");
            until(() -> a.equals(office.assignee(second)));
        }

        @Test
        @DisplayName("is not missed where nobody is there: it waits for somebody to come (CAP-20)")
        void nobodyThere() {
            office.set(a, "status = 'away'");
            var chat = node.chat(chatflow);
            seen(chat, 600);
            look(RoutingConfig.defaults());
            office.set(office.agent(0), "capacity = 0");
            look(RoutingConfig.defaults());
            assertThat(office.queued(chat)).isTrue();
        }

        private void seen(ConversationId chat, int secondsAgo) {
            office.stored.sql(
                    """
                    INSERT INTO waiting_visitor (portal, conversation, seen_at)
                    VALUES (?, ?, now() - ? * interval '1 s')
                    ON CONFLICT (portal, conversation) DO UPDATE SET seen_at = excluded.seen_at
                    """,
                    office.portal().value(),
                    chat.value(),
                    secondsAgo);
            office.stored.sql(
                    "UPDATE conversation SET queued_at = queued_at - interval '1 h'"
                            + " WHERE id = ?",
                    chat.value());
        }
    }

    @Test
    @DisplayName("what is noted of an agent's load is counted again when it is wrong")
    void repaired() {
        var agent = office.agent(3);
        var chat = node.chat(office.assigning(List.of(agent), List.of()));
        until(() -> agent.equals(office.assignee(chat)));
        office.set(agent, "open = 3, released = 2");
        assertThat(get(node.attendanceStore().repairLoads())).isEqualTo(1);
        assertThat(office.open(agent)).isEqualTo(1);
        assertThat(office.released(agent)).isZero();
        assertThat(get(node.attendanceStore().repairLoads())).isZero();
    }

    private void look(RoutingConfig config) {
        node.attendance(config).look().block(Duration.ofSeconds(20));
    }

    private static RoutingConfig after(Duration unanswered) {
        var usual = RoutingConfig.defaults();
        return new RoutingConfig(
                unanswered,
                usual.vanishedAfter(),
                usual.whenVanished(),
                usual.releasesSilent(),
                usual.keepsPlace());
    }

    /// So long ago was everything that has happened.
    private void hours(int ago) {
        for (var column :
                List.of("entry SET at = at", "conversation SET assigned_at = assigned_at")) {
            office.stored.sql(
                    "UPDATE " + column + " - ? * interval '1 h' WHERE portal = ?",
                    ago,
                    office.portal().value());
        }
    }
}
