package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Bells;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.Conversation.Status;
import parley.gateway.conversation.ConversationStore.Query;
import parley.gateway.conversation.ConversationStore.View;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Posted;
import parley.gateway.conversation.Start;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.gateway.postgres.StoreFixture.Chat;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("A conversation")
class ConversationsIT {
    private static StoreFixture it;
    private static Disposable publishing;
    private static final RecordingBroker BROKER = new RecordingBroker();
    private static Conversations conversations;

    @BeforeAll
    static void open() {
        it = new StoreFixture();
        var errands = new Errands("publish", 10_000, 1, it.meters);
        publishing = errands.run().subscribe();
        var bells = new Bells(BROKER, errands);
        var feeds = new Feeds(it.store, bells, errands, Schedulers.parallel(), it.meters);
        conversations = new Conversations(it.store, it.writer, feeds, bells, _ -> {});
    }

    @AfterAll
    static void close() {
        publishing.dispose();
        it.close();
    }

    @BeforeEach
    void forget() {
        BROKER.events.clear();
    }

    @Nested
    @DisplayName("begins")
    class Begins {
        private final VisitorId visitor = new VisitorId(UUID.randomUUID());

        @Test
        @DisplayName("with the first message, unassigned, waiting, where the visitor was")
        void first() {
            var posted =
                    (Posted.Stored)
                            get(
                                    conversations.start(
                                            it.start(visitor, UUID.randomUUID(), "hi", false)));

            assertThat(posted.entry().seq()).isEqualTo(1);
            assertThat(posted.unassigned()).isTrue();
            var stored = find(posted.entry().conversation());
            assertThat(stored.status()).isEqualTo(Status.OPEN);
            assertThat(stored.assignee()).isNull();
            assertThat(stored.waitingSince()).isNotNull();
            assertThat(stored.preview()).isEqualTo("hi");
            assertThat(stored.head()).isEqualTo(1);
            assertThat(BROKER.events)
                    .contains(
                            new Event.EntryStored(posted.entry()),
                            new Event.RowChanged(it.inbox, posted.entry().conversation()));
        }

        @Test
        @DisplayName("MSG-08: once, when the first message is sent from two tabs at the same time")
        void twoTabs() {
            for (int round = 0; round < 20; round++) {
                var someone = new VisitorId(UUID.randomUUID());
                var ids =
                        Flux.range(0, 4)
                                .flatMap(
                                        tab ->
                                                StoreFixture.again(
                                                        it.store.start(
                                                                it.start(
                                                                        someone,
                                                                        UUID.randomUUID(),
                                                                        "tab " + tab,
                                                                        false))),
                                        4)
                                .map(posted -> StoreFixture.entry(posted))
                                .collectList()
                                .block(Duration.ofSeconds(20));

                assertThat(ids.stream().map(Entry::conversation).distinct()).hasSize(1);
                assertThat(ids.stream().map(Entry::seq)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
            }
        }

        @Test
        @DisplayName("once, when its first message is sent again")
        void again() {
            var start = it.start(visitor, UUID.randomUUID(), "hi", false);
            var first = StoreFixture.entry(get(it.store.start(start)));

            assertThat(get(it.store.start(start))).isEqualTo(new Posted.Duplicate(first, it.inbox));
            assertThat(get(it.store.start(it.start(visitor, start.cmid().value(), "ho", false))))
                    .isEqualTo(new Posted.CmidConflict());
        }

        @Test
        @DisplayName("beside the open one, when the visitor wants a new one; else goes on in it")
        void fresh() {
            var one = started(false);
            var same = started(false);
            var other = started(true);

            assertThat(same).isEqualTo(one);
            assertThat(other).isNotEqualTo(one);
            assertThat(
                            get(it.store.ofVisitor(it.portal, visitor, 10)).stream()
                                    .map(Conversation::id))
                    .containsExactly(other, one);
        }

        @Test
        @DisplayName("anew, when the one before is closed")
        void afterClosed() {
            var one = started(false);
            get(conversations.close(it.portal, one, it.anna));

            assertThat(started(false)).isNotEqualTo(one);
        }

        @Test
        @DisplayName("not in an inbox that does not exist")
        void noInbox() {
            var start = it.start(visitor, UUID.randomUUID(), "hi", false);
            var nowhere =
                    new Start(
                            new PortalId(UUID.randomUUID()),
                            start.inbox(),
                            visitor,
                            null,
                            "",
                            start.cmid(),
                            start.text(),
                            false);

            assertThat(get(it.store.start(nowhere))).isEqualTo(new Posted.NotFound());
        }

        private ConversationId started(boolean fresh) {
            return StoreFixture.entry(
                            get(
                                    StoreFixture.again(
                                            it.store.start(
                                                    it.start(
                                                            visitor,
                                                            UUID.randomUUID(),
                                                            "hi",
                                                            fresh)))))
                    .conversation();
        }
    }

    @Nested
    @DisplayName("is assigned")
    class Assigned {
        private final Chat chat = it.chat();

        @Test
        @DisplayName("CAP-25: to the agent who replies while nobody has it")
        void replyTakes() {
            var posted =
                    get(conversations.post(it.reply(chat, it.anna, UUID.randomUUID(), "hello")));

            assertThat(posted).isInstanceOf(Posted.Stored.class);
            assertThat(find(chat.id()).assignee()).isEqualTo(it.anna);
            assertThat(find(chat.id()).waitingSince()).isNull();
            var last = log(chat).getLast();
            assertThat(last.kind()).isEqualTo(EntryKind.ASSIGNED);
            assertThat(last.data())
                    .isEqualTo(Map.of("agent", it.anna.toString(), "reason", "reply"));
            assertThat(BROKER.events)
                    .contains(new Event.EntryStored(last), new Event.CapacityChanged(it.portal));
        }

        @Test
        @DisplayName("CAP-26: to one of two who reply at once; both messages are stored")
        void twoReply() {
            Flux.just(it.anna, it.bob)
                    .flatMap(
                            agent ->
                                    conversations.post(
                                            it.reply(chat, agent, UUID.randomUUID(), "me")),
                            2)
                    .blockLast(Duration.ofSeconds(20));

            assertThat(log(chat).stream().filter(entry -> entry.kind() == EntryKind.MESSAGE))
                    .hasSize(3);
            assertThat(log(chat).stream().filter(entry -> entry.kind() == EntryKind.ASSIGNED))
                    .hasSize(1);
        }

        @Test
        @DisplayName("by hand, and back to nobody; a comment takes nothing")
        void byHand() {
            get(
                    conversations.post(
                            it.append(
                                    chat.id(),
                                    Stream.INTERNAL,
                                    new Actor.Agent(it.bob),
                                    UUID.randomUUID(),
                                    "note")));
            assertThat(find(chat.id()).assignee()).isNull();

            assertThat(assign(it.anna))
                    .singleElement()
                    .extracting(Entry::kind)
                    .isEqualTo(EntryKind.ASSIGNED);
            assertThat(assign(it.anna)).isEmpty();
            assertThat(assign(it.bob)).hasSize(1);
            assertThat(assign(null))
                    .singleElement()
                    .extracting(Entry::kind)
                    .isEqualTo(EntryKind.UNASSIGNED);
            assertThat(find(chat.id()).waitingSince()).isNotNull();
        }

        @Test
        @DisplayName("to nobody whom the portal does not have, and never across portals")
        void strangers() {
            assertThat(
                            conversations
                                    .assign(
                                            it.portal,
                                            chat.id(),
                                            new AgentId(UUID.randomUUID()),
                                            it.anna)
                                    .blockOptional())
                    .isEmpty();
            assertThat(
                            conversations
                                    .assign(
                                            new PortalId(UUID.randomUUID()),
                                            chat.id(),
                                            it.anna,
                                            it.anna)
                                    .blockOptional())
                    .isEmpty();
        }

        private List<Entry> assign(@Nullable AgentId to) {
            return get(conversations.assign(it.portal, chat.id(), to, it.anna));
        }
    }

    @Nested
    @DisplayName("is closed")
    class Closed {
        private final Chat chat = it.chat();

        @BeforeEach
        void closed() {
            get(conversations.assign(it.portal, chat.id(), it.anna, it.anna));
            assertThat(get(conversations.close(it.portal, chat.id(), it.anna))).hasSize(1);
        }

        @Test
        @DisplayName("once")
        void once() {
            assertThat(get(conversations.close(it.portal, chat.id(), it.anna))).isEmpty();
            assertThat(find(chat.id()).status()).isEqualTo(Status.CLOSED);
        }

        @Test
        @DisplayName(
                "CAP-14: and opens again with the visitor's next message, for nobody in particular")
        void visitorOpens() {
            BROKER.events.clear();
            var posted = get(conversations.post(it.message(chat, UUID.randomUUID(), "still here")));

            assertThat(posted).isInstanceOf(Posted.Stored.class);
            assertThat(log(chat).stream().map(Entry::kind))
                    .containsExactly(
                            EntryKind.MESSAGE,
                            EntryKind.ASSIGNED,
                            EntryKind.CLOSED,
                            EntryKind.OPENED,
                            EntryKind.UNASSIGNED,
                            EntryKind.MESSAGE);
            assertThat(find(chat.id()).assignee()).isNull();
            assertThat(BROKER.events).contains(new Event.EntryStored(log(chat).get(3)));
        }

        @Test
        @DisplayName("and opens again with an agent's reply, but not with a comment")
        void agentOpens() {
            var note =
                    it.append(
                            chat.id(),
                            Stream.INTERNAL,
                            new Actor.Agent(it.bob),
                            UUID.randomUUID(),
                            "note");
            assertThat(get(conversations.post(note))).isInstanceOf(Posted.Stored.class);
            assertThat(find(chat.id()).status()).isEqualTo(Status.CLOSED);

            get(conversations.post(it.reply(chat, it.bob, UUID.randomUUID(), "one more thing")));
            assertThat(find(chat.id()).status()).isEqualTo(Status.OPEN);
        }

        @Test
        @DisplayName("and is not opened by a stranger")
        void stranger() {
            var stranger = new Chat(new VisitorId(UUID.randomUUID()), chat.id());

            assertThat(get(conversations.post(it.message(stranger, UUID.randomUUID(), "me too"))))
                    .isEqualTo(new Posted.NotFound());
            assertThat(find(chat.id()).status()).isEqualTo(Status.CLOSED);
        }
    }

    @Test
    @DisplayName("counts for its agent while it is open, through every change of hands at once")
    void load() {
        var chats = IntStream.range(0, 6).mapToObj(_ -> it.chat()).toList();
        Flux.range(0, 120)
                .flatMap(i -> anything(chats.get(i % chats.size()), i), 8)
                .blockLast(Duration.ofSeconds(60));

        assertThat(
                        it.ask(
                                """
                                SELECT a.name || ': ' || a.open || ' but ' || count(c.id)
                                FROM agent a
                                LEFT JOIN conversation c ON c.portal = a.portal
                                    AND c.assignee = a.id AND c.status = 'open'
                                WHERE a.portal = ?
                                GROUP BY a.name, a.open
                                HAVING a.open <> count(c.id)
                                """,
                                it.portal.value()))
                .isEmpty();
        chats.forEach(chat ->
                assertThat(log(chat).stream().map(Entry::seq))
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, log(chat).size())
                                        .mapToObj(Long::valueOf)
                                        .toList()));
    }

    private static Mono<?> anything(Chat chat, int i) {
        Mono<?> change =
                switch (i / 6 % 5) {
                    case 0 -> conversations.assign(it.portal, chat.id(), it.anna, it.anna);
                    case 1 -> conversations.close(it.portal, chat.id(), it.anna);
                    case 2 -> conversations.reopen(it.portal, chat.id(), it.bob);
                    case 3 -> conversations.assign(it.portal, chat.id(), it.bob, it.anna);
                    default -> conversations.assign(it.portal, chat.id(), null, it.anna);
                };
        return change.onErrorComplete();
    }

    @Test
    @DisplayName("is in the lists it belongs to, latest first, page by page")
    void lists() {
        try (var own = new StoreFixture()) {
            var chats = IntStream.range(0, 5).mapToObj(_ -> own.chat()).toList();
            get(own.store.assign(own.portal, chats.get(0).id(), own.anna, own.anna, "by hand"));
            get(own.store.assign(own.portal, chats.get(1).id(), own.bob, own.anna, "by hand"));
            get(own.store.close(own.portal, chats.get(2).id(), own.anna));
            get(own.append(own.message(chats.get(3), UUID.randomUUID(), "latest")));

            assertThat(list(own, View.OPEN, null, 10))
                    .containsExactlyInAnyOrder(
                            chats.get(3).id(),
                            chats.get(1).id(),
                            chats.get(0).id(),
                            chats.get(4).id())
                    .startsWith(chats.get(3).id());
            assertThat(list(own, View.MINE, null, 10)).containsExactly(chats.get(0).id());
            assertThat(list(own, View.UNASSIGNED, null, 10))
                    .containsExactly(chats.get(3).id(), chats.get(4).id());
            assertThat(list(own, View.CLOSED, null, 10)).containsExactly(chats.get(2).id());

            var all = list(own, View.OPEN, null, 10);
            assertThat(list(own, View.OPEN, null, 2)).isEqualTo(all.subList(0, 2));
            assertThat(list(own, View.OPEN, all.get(1), 2)).isEqualTo(all.subList(2, 4));
        }
    }

    private static List<ConversationId> list(
            StoreFixture own, View view, @Nullable ConversationId before, int limit) {
        return get(own.store.list(new Query(own.portal, own.inbox, view, own.anna, before, limit)))
                .stream()
                .map(Conversation::id)
                .toList();
    }

    @Test
    @DisplayName("has cursors that go forward only, and no further than its head")
    void cursors() {
        var chat = it.chat();
        var participant = "v:" + chat.visitor();
        get(it.append(it.message(chat, UUID.randomUUID(), "two")));
        for (var at : new long[][] {{2, 1}, {1, 0}, {99, 99}, {0, 0}}) {
            it.store.cursor(it.portal, chat.id(), Stream.PUBLIC, participant, at[0], at[1]).block();
        }

        assertThat(
                        it.ask(
                                "SELECT delivered || ' ' || read FROM participant_cursor"
                                        + " WHERE participant = ?",
                                participant))
                .containsExactly("2 2");
    }

    @Test
    @DisplayName("has a head among 500 that are asked for at once; unknown ones are missing")
    void heads() {
        var chat = it.chat();
        var ids =
                IntStream.range(0, 499)
                        .mapToObj(_ -> new ConversationId(UUID.randomUUID()))
                        .collect(Collectors.toList());
        ids.add(chat.id());

        var heads = get(it.store.heads(ids));

        assertThat(heads).containsOnlyKeys(chat.id());
        assertThat(heads.get(chat.id()).portal()).isEqualTo(it.portal);
        assertThat(heads.get(chat.id()).head()).isEqualTo(1);
    }

    private static Conversation find(ConversationId id) {
        return get(it.store.find(it.portal, id));
    }

    private static List<Entry> log(Chat chat) {
        return get(it.store.read(it.portal, chat.id(), Stream.PUBLIC, 0, 200));
    }

    private static final class RecordingBroker implements Broker {
        private final List<Event> events = new CopyOnWriteArrayList<>();

        @Override
        public Mono<Void> publish(Topic topic, Event event) {
            return Mono.fromRunnable(() -> events.add(event));
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
