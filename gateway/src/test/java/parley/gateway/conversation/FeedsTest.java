package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.conversation.ScriptedBroker.Delivery;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.Stream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.scheduler.VirtualTimeScheduler;

@DisplayName("A feed")
class FeedsTest {
    private final ConversationId conversation = new ConversationId(UUID.randomUUID());
    private final Topic topic = new Topic.OfConversation(conversation);
    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedBroker broker = new ScriptedBroker();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Errands errands = new Errands("feeds", 1_000, 8, meters);
    private final Feeds feeds = new Feeds(store, new Bells(broker, errands), errands, time, meters);
    private Disposable running = Disposables.disposed();

    @BeforeEach
    void run() {
        running = Disposables.composite(errands.run().subscribe(), feeds.run().subscribe());
    }

    @AfterEach
    void stop() {
        running.dispose();
        time.dispose();
    }

    @Test
    @DisplayName("hands over what is stored, says that it is live, and goes on with what is told")
    void storedThenLive() {
        tell(1, 2);
        var watcher = new RecordingWatcher();
        watch(0, watcher);
        tell(3, 4);

        assertWhole(watcher);
        assertThat(watcher.said).containsExactly("live 2");
    }

    @Test
    @DisplayName("begins after what the watcher holds")
    void resumes() {
        tell(1, 2, 3);
        var watcher = new RecordingWatcher(2);
        watch(2, watcher);

        assertThat(seqs(watcher)).containsExactly(3L);
        assertThat(watcher.said).containsExactly("live 3");
    }

    @Test
    @DisplayName("reads long histories in pages of 200")
    void pages() {
        for (int i = 1; i <= 650; i++) {
            store.append(conversation);
        }
        var watcher = new RecordingWatcher();
        watch(0, watcher);

        assertWhole(watcher);
        assertThat(store.reads).isEqualTo(4);
    }

    /// Where an entry can be stored while a watcher attaches (contract §4, attach race).
    enum Moment {
        BEFORE_FOLLOWING((it, insert) -> it.broker.beforeFollowing = insert),
        BETWEEN_FOLLOWING_AND_READING((it, insert) -> it.broker.afterFollowing = insert),
        JUST_BEFORE_THE_READ((it, insert) -> it.store.beforeReading = insert),
        BETWEEN_THE_READ_AND_ITS_ANSWER((it, insert) -> it.store.afterReading = insert),
        AFTER_GOING_LIVE((_, _) -> {});

        private final BiConsumer<FeedsTest, Runnable> place;

        Moment(BiConsumer<FeedsTest, Runnable> place) {
            this.place = place;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("misses nothing that is stored while it attaches, and hands nothing over twice:")
    void attachRace(Moment moment) {
        tell(1, 2);
        var watcher = new RecordingWatcher();
        var once = new ArrayList<>(List.of(1));
        moment.place.accept(
                this,
                () -> {
                    if (!once.isEmpty()) {
                        once.clear();
                        tell(3);
                    }
                });
        watch(0, watcher);
        if (moment == Moment.AFTER_GOING_LIVE) {
            tell(3);
        }
        tell(4);

        assertWhole(watcher);
        assertThat(watcher.said).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("and the same where the doorbell of that entry is lost:")
    void attachRaceWithLoss(Moment moment) {
        tell(1, 2);
        var watcher = new RecordingWatcher();
        broker.weather = _ -> List.of();
        var once = new ArrayList<>(List.of(1));
        moment.place.accept(
                this,
                () -> {
                    if (!once.isEmpty()) {
                        once.clear();
                        tell(3);
                    }
                });
        watch(0, watcher);
        if (moment == Moment.AFTER_GOING_LIVE) {
            tell(3);
        }
        time.advanceTimeBy(Duration.ofSeconds(6));

        assertWhole(watcher);
    }

    @Test
    @DisplayName("drops what it hears twice")
    void duplicates() {
        var watcher = new RecordingWatcher();
        watch(0, watcher);
        broker.weather = it -> List.of(it, it, it);
        tell(1, 2, 3);

        assertWhole(watcher);
    }

    @Nested
    @DisplayName("that hears of an entry before the one before it")
    class Gap {
        private final RecordingWatcher watcher = new RecordingWatcher();

        @BeforeEach
        void live() {
            watch(0, watcher);
            tell(1);
        }

        @Test
        @DisplayName("waits: in the other order they need no read")
        void reordered() {
            var late = store.append(conversation);
            tell(3);
            assertThat(seqs(watcher)).containsExactly(1L);
            time.advanceTimeBy(Duration.ofMillis(49));
            int before = store.reads;
            ring(late);

            assertWhole(watcher);
            assertThat(store.reads).isEqualTo(before);
            assertThat(count("reorder")).isEqualTo(1);
        }

        @Test
        @DisplayName("reads after 50 ms what does not come, once for all watchers")
        void lost() {
            var second = new RecordingWatcher();
            watch(0, second);
            store.append(conversation);
            store.append(conversation);
            tell(4, 5);
            int before = store.reads;
            time.advanceTimeBy(Duration.ofMillis(50));

            assertWhole(watcher);
            assertWhole(second);
            assertThat(store.reads).isEqualTo(before + 1);
            assertThat(count("redis")).isEqualTo(1);
        }

        @Test
        @DisplayName("reads again when the store does not answer")
        void readAgain() {
            store.append(conversation);
            store.failures = 3;
            tell(3);
            time.advanceTimeBy(Duration.ofSeconds(5));

            assertWhole(watcher);
        }

        @Test
        @DisplayName("reads in pages what a long silence cost")
        void longGap() {
            for (int i = 0; i < 700; i++) {
                store.append(conversation);
            }
            tell(702);
            time.advanceTimeBy(Duration.ofMillis(50));

            assertWhole(watcher);
        }
    }

    @Nested
    @DisplayName("whose last doorbell is lost")
    class Tail {
        private final RecordingWatcher watcher = new RecordingWatcher();

        @BeforeEach
        void live() {
            watch(0, watcher);
            tell(1);
            broker.weather = _ -> List.of();
        }

        @Test
        @DisplayName("finds it at once when the link is suspect (detector a)")
        void suspicion() {
            tell(2);
            broker.suspect();
            time.advanceTimeBy(Duration.ofMillis(200));

            assertWhole(watcher);
            assertThat(count("tail")).isEqualTo(1);
        }

        @Test
        @DisplayName("finds it within 5 s by comparing heads (detector b)")
        void tick() {
            tell(2);
            time.advanceTimeBy(Duration.ofSeconds(5));

            assertWhole(watcher);
        }

        @Test
        @DisplayName("finds it within 60 s in a conversation that was silent for long")
        void slowTick() {
            time.advanceTimeBy(Duration.ofMinutes(11));
            int before = store.headQueries;
            tell(2);
            time.advanceTimeBy(Duration.ofSeconds(60));

            assertWhole(watcher);
            assertThat(store.headQueries - before).isLessThanOrEqualTo(2);
        }

        @Test
        @DisplayName("finds it within a second while there is no link")
        void noLink() {
            broker.connected = false;
            tell(2);
            time.advanceTimeBy(Duration.ofSeconds(1));

            assertWhole(watcher);
        }

        @Test
        @DisplayName("finds it when the peer holds more than the feed does (detector c)")
        void peerKnowsMore() {
            var watch = watch(1, new RecordingWatcher(1));
            tell(2);
            watch.has(2);

            assertWhole(watcher);
        }
    }

    @Test
    @DisplayName("sends again what the peer lacked of the ping before (detector c)")
    void sendsAgain() {
        tell(1, 2, 3);
        var watcher = new RecordingWatcher();
        var watch = watch(0, watcher);
        watch.has(3);
        tell(4);
        watch.has(3);
        watcher.lose(3);
        watch.has(3);

        assertWhole(watcher);
    }

    @Test
    @DisplayName("an entry that this node stored needs no doorbell")
    void local() {
        var watcher = new RecordingWatcher();
        watch(0, watcher);
        broker.weather = _ -> List.of();
        feeds.stored(store.portal, store.append(conversation), new InboxId(UUID.randomUUID()));

        assertWhole(watcher);
    }

    @Test
    @DisplayName("resets a watcher that holds what does not exist, and hands over everything")
    void aboveHead() {
        tell(1, 2);
        var watcher = new RecordingWatcher(7);
        watch(7, watcher);

        assertThat(watcher.said).containsExactly("reset 0 above_head", "live 2");
        assertWhole(watcher);
    }

    @Test
    @DisplayName("starts over when the database was restored to an earlier state")
    void restored() {
        tell(1, 2, 3, 4);
        var watcher = new RecordingWatcher();
        watch(0, watcher);
        store.loseAfter(conversation, 2);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(watcher.said).containsExactly("live 4", "reset 0 history_changed", "live 2");
        assertWhole(watcher);
    }

    @Test
    @DisplayName("tells who types to those who are live")
    void typing() {
        var actor = new Actor.Agent(new AgentId(UUID.randomUUID()));
        var watcher = new RecordingWatcher();
        watch(0, watcher);
        broker.deliver(new Delivery(topic, new Event.SomeoneTypes(conversation, actor)));

        assertThat(watcher.typing).containsExactly(actor);
    }

    @Test
    @DisplayName("is followed once for all its watchers, and not at all after the last")
    void refcount() {
        var first = watch(0, new RecordingWatcher());
        var watcher = new RecordingWatcher();
        var second = watch(0, watcher);
        assertThat(broker.followers(topic)).isEqualTo(1);

        first.close();
        first.close();
        assertThat(broker.followers(topic)).isEqualTo(1);
        second.close();
        assertThat(broker.followers(topic)).isZero();
        tell(1);
        assertThat(watcher.entries).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0})
    @DisplayName("converges to the log under a broker that drops, reorders and repeats")
    void lossyBroker(long given) {
        long seed = given == 0 ? System.nanoTime() : given;
        System.out.println("lossy broker: seed " + seed);
        var random = new Random(seed);
        var late = new ArrayList<Delivery>();
        broker.weather =
                it ->
                        switch (random.nextInt(5)) {
                            case 0 -> List.of();
                            case 1 -> List.of(it, it);
                            case 2 -> {
                                late.add(it);
                                yield List.of();
                            }
                            default -> List.of(it);
                        };
        var watchers = new ArrayList<RecordingWatcher>();
        for (int i = 0; i < 400; i++) {
            tell(i + 1);
            if (random.nextInt(40) == 0) {
                var watcher = new RecordingWatcher();
                watchers.add(watcher);
                watch(0, watcher);
            }
            if (random.nextInt(4) == 0) {
                late.forEach(broker::deliver);
                late.clear();
            }
            time.advanceTimeBy(Duration.ofMillis(random.nextInt(40)));
        }
        time.advanceTimeBy(Duration.ofSeconds(6));

        assertThat(watchers).isNotEmpty().allSatisfy(this::assertWhole);
    }

    private Feeds.Watch watch(long have, RecordingWatcher watcher) {
        return feeds.watch(store.portal, conversation, Stream.PUBLIC, have, watcher);
    }

    /// Stores entries and rings for each.
    private void tell(long... seqs) {
        for (long seq : seqs) {
            var entry = store.append(conversation);
            assertThat(entry.seq()).isEqualTo(seq);
            ring(entry);
        }
    }

    private void ring(Entry entry) {
        broker.publish(topic, new Event.EntryStored(entry)).block();
    }

    private void assertWhole(RecordingWatcher watcher) {
        assertThat(watcher.said).noneMatch(it -> it.startsWith("OUT"));
        assertThat(watcher.entries).containsExactlyElementsOf(store.log(conversation));
    }

    private static List<Long> seqs(RecordingWatcher watcher) {
        return watcher.entries.stream().map(Entry::seq).toList();
    }

    private double count(String cause) {
        return meters.counter("chat.gap", "cause", cause).count();
    }
}
