package parley.gateway.edge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.edge.admission.AdmissionState;
import parley.gateway.edge.admission.Signal;
import parley.gateway.edge.ops.Health.Answer;
import parley.gateway.edge.ops.Health.Phase;
import parley.gateway.session.Pressure;

@DisplayName("A gateway's health (faults.md §4)")
class HealthTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean redis = new AtomicBoolean(true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LoopWatch loops = new LoopWatch(now::get, meters);
    private double heap = 50;
    private AdmissionState.State admission = new AdmissionState.State(Pressure.GREEN, List.of());
    private final Health.Signs signs = new Health.Signs(redis::get, () -> heap, () -> admission);
    private final Health health = new Health(OpsConfig.defaults(), now::get, loops, signs);

    @BeforeEach
    void serving() {
        health.enter(Phase.SERVING);
        health.databaseWrote();
    }

    @Test
    @DisplayName("is ready while it serves, PostgreSQL takes writes and the heap has room")
    void ready() {
        assertThat(health.ready().ok()).isTrue();
        assertThat(health.ready().lines()).isEmpty();
    }

    @Test
    @DisplayName("is not ready before it serves, nor once it drains; draining is for good")
    void phases() {
        var young = new Health(OpsConfig.defaults(), now::get, loops, signs);
        young.databaseWrote();
        assertThat(young.startup().ok()).isFalse();
        assertNotReady(young.ready(), "starting");
        young.enter(Phase.DRAINING);
        young.enter(Phase.SERVING);
        assertNotReady(young.ready(), "draining");
        assertThat(young.startup().ok()).isTrue();
    }

    @Test
    @DisplayName("is not ready once PostgreSQL has taken no write for 5 s, and is again after one")
    void database() {
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(health.ready().ok()).isTrue();
        now.addAndGet(1);
        assertNotReady(health.ready(), "database: no write for 5 s");
        assertThat(health.live().ok()).as("restarting would not help").isTrue();
        health.databaseWrote();
        assertThat(health.ready().ok()).isTrue();
    }

    @Test
    @DisplayName("is ready without Redis, and says that it is degraded")
    void redis() {
        redis.set(false);
        assertThat(health.ready().ok()).isTrue();
        assertThat(health.ready().lines()).containsExactly("degraded:redis");
    }

    @Test
    @DisplayName("is ready when YELLOW, and says why; RED it is not")
    void admission() {
        admission = new AdmissionState.State(Pressure.YELLOW, List.of(Signal.POOL));
        assertThat(health.ready().ok()).isTrue();
        assertThat(health.ready().lines()).containsExactly("admission: yellow, database pool");
        admission = new AdmissionState.State(Pressure.RED, List.of(Signal.LOOPS, Signal.MEMORY));
        assertNotReady(health.ready(), "admission: red, loop lag, memory");
        admission = new AdmissionState.State(Pressure.RED, List.of());
        assertNotReady(health.ready(), "admission: red, until it has been calm");
    }

    @Test
    @DisplayName("is not ready with a heap 90 % full")
    void heap() {
        heap = 90;
        assertNotReady(health.ready(), "heap: more than 90 % full");
    }

    @Test
    @DisplayName(
            "sees a hanging event loop while it hangs: not ready from 500 ms, not alive from 1 s")
    void hangingLoop() throws InterruptedException {
        var loop = new DefaultEventLoop((Executor) task -> new Thread(task).start());
        var hanging = new CountDownLatch(1);
        try {
            var entered = new CountDownLatch(1);
            loop.execute(() -> {
                entered.countDown();
                awaitUninterruptibly(hanging);
            });
            entered.await();
            loops.watch("test", loop);
            now.addAndGet(LoopWatch.PERIOD.toNanos() + Duration.ofMillis(499).toNanos());
            assertThat(health.ready().ok()).isTrue();
            now.addAndGet(Duration.ofMillis(1).toNanos());
            assertNotReady(health.ready(), "loops: more than 500 ms late");
            assertThat(health.live().ok()).isTrue();
            assertThat(meters.get("chat.loop.lag").gauge().value()).isEqualTo(0.5);
            now.addAndGet(Duration.ofMillis(500).toNanos());
            assertThat(health.live().ok()).isFalse();
        } finally {
            hanging.countDown();
            loop.shutdownGracefully();
        }
    }

    private static void assertNotReady(Answer answer, String reason) {
        assertThat(answer.ok()).isFalse();
        assertThat(answer.lines()).contains(reason);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
