package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

@DisplayName("A router, where somebody waits")
class RouterTest {
    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScriptedBroker broker = new ScriptedBroker();
    private final Errands errands = new Errands("routing", 100, 8, meters);
    private final CountedQueue queue = new CountedQueue();
    private final Bells bells = new Bells(broker, errands);
    private final Feeds feeds = new Feeds(new ScriptedStore(), bells, errands, time, meters);
    private final Router router = new Router(queue, feeds, bells, errands, time, meters);
    private Disposable running = Disposables.disposed();

    @BeforeEach
    void run() {
        running = errands.run().subscribe();
    }

    @AfterEach
    void stop() {
        running.dispose();
        time.dispose();
    }

    @Test
    @DisplayName("looks at the very moment at which hours make room, without being called")
    void onTime() {
        queue.changesIn(Duration.ofSeconds(90));
        looks();
        pass(Duration.ofSeconds(90));
        assertThat(queue.looks).as("not before").isZero();
        pass(Duration.ofMillis(1));
        assertThat(queue.looks).isEqualTo(1);
        pass(Duration.ofHours(3));
        assertThat(queue.looks).as("nothing more to come").isEqualTo(1);
    }

    @Test
    @DisplayName("is not late although it has looked in vain for long, and looks rarely")
    void inVain() {
        running = Disposables.composite(running, router.run().subscribe());
        queue.changesIn(Duration.ofMillis(67_300));
        looks();
        for (int second = 0; second < 67; second++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(queue.looks).as("rarely").isLessThan(20);
        pass(Duration.ofMillis(300));
        int before = queue.looks;
        pass(Duration.ofMillis(1));
        assertThat(queue.looks).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("forgets the moment when the hours are edited, and goes by the new ones")
    void edited() {
        queue.changesIn(Duration.ofMinutes(5));
        looks();
        queue.changesIn(Duration.ofMinutes(2));
        broker.deliver(rung());
        queue.looks = 0;
        pass(Duration.ofMinutes(2).plusMillis(1));
        assertThat(queue.looks).isEqualTo(1);
        pass(Duration.ofMinutes(10));
        assertThat(queue.looks).isEqualTo(1);
    }

    @Test
    @DisplayName("computes what is more than an hour away again before")
    void farAway() {
        queue.changesIn(Duration.ofDays(40));
        looks();
        pass(Duration.ofHours(1).plusMillis(1));
        assertThat(queue.looks).isEqualTo(1);
    }

    private void looks() {
        router.look(portal);
        pass(Duration.ZERO);
        assertThat(queue.looks).isPositive();
        queue.looks = 0;
    }

    private ScriptedBroker.Delivery rung() {
        return new ScriptedBroker.Delivery(
                new Topic.OfPortal(portal), new Event.PortalChanged(portal));
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    /// One queue in which one waits for ever.
    private final class CountedQueue implements QueueStore {
        private long changesAt;
        private int looks;

        void changesIn(Duration duration) {
            changesAt = time.now(TimeUnit.NANOSECONDS) + duration.toNanos();
        }

        @Override
        public Mono<Served> serve(PortalId of, InboxId inbox) {
            return Mono.fromSupplier(() -> {
                looks++;
                long left = changesAt - time.now(TimeUnit.NANOSECONDS);
                return new Served(
                        List.of(), 0, true, false, left > 0 ? Duration.ofNanos(left) : null);
            });
        }

        @Override
        public Mono<List<InboxId>> queues(PortalId of) {
            return Mono.just(List.of(new InboxId(new UUID(0, 1))));
        }

        @Override
        public Mono<List<Queued>> queues(boolean all) {
            return Mono.just(List.of(new Queued(portal, new InboxId(new UUID(0, 1)))));
        }
    }
}
