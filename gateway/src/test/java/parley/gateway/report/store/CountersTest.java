package parley.gateway.report.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.report.Counts;
import parley.gateway.report.store.Counters.What;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

@DisplayName("Counters of chatflows")
class CountersTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final PortalId PORTAL = new PortalId(new UUID(1, 1));
    private static final ChatflowId CHATFLOW = new ChatflowId(new UUID(2, 2));

    private final Written store = new Written();
    private final Hands clock = new Hands();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Counters counters = new Counters(store, new UUID(9, 9), clock, meters);

    @Test
    @DisplayName("a hundred thousand page views are one write a minute")
    void oneWrite() {
        for (int i = 0; i < 100_000; i++) {
            counters.count(PORTAL, CHATFLOW, What.SHOWN);
        }
        assertThat(store.writes).isEmpty();
        counters.flush().block();
        assertThat(store.writes).hasSize(1);
        assertThat(store.last())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.minute()).isEqualTo(NOON);
                    assertThat(it.counts()).isEqualTo(new Counts(100_000, 0, 0, 0, 0));
                });
    }

    @Test
    @DisplayName("nothing counted is nothing written")
    void nothing() {
        counters.flush().block();
        assertThat(store.writes).isEmpty();
    }

    @Test
    @DisplayName("a figure is the minute's so far, so that writing twice is harmless")
    void absolute() {
        counters.count(PORTAL, CHATFLOW, What.STARTED);
        counters.flush().block();
        counters.count(PORTAL, CHATFLOW, What.STARTED);
        counters.flush().block();
        assertThat(store.last().getFirst().counts().started()).isEqualTo(2);
    }

    @Test
    @DisplayName("a minute that is over and written is forgotten; the next begins at nothing")
    void forgets() {
        counters.count(PORTAL, CHATFLOW, What.OPENED);
        clock.at = NOON.plusSeconds(71);
        counters.count(PORTAL, CHATFLOW, What.OPENED);
        counters.flush().block();
        counters.flush().block();
        assertThat(store.last()).hasSize(1);
        assertThat(store.last().getFirst().minute()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    @DisplayName("what could not be written is written with the next")
    void keeps() {
        counters.count(PORTAL, CHATFLOW, What.REFUSED);
        store.broken = true;
        counters.flush().onErrorComplete().block();
        clock.at = NOON.plus(Duration.ofMinutes(30));
        store.broken = false;
        counters.flush().block();
        assertThat(store.last().getFirst().counts().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("memory is bounded: what is too much is not counted, and counted as such")
    void bounded() {
        for (int i = 0; i < Counters.MAX_KEYS + 10; i++) {
            counters.count(PORTAL, new ChatflowId(new UUID(3, i)), What.SHOWN);
        }
        counters.count(PORTAL, new ChatflowId(new UUID(3, 0)), What.SHOWN);
        counters.flush().block();
        assertThat(store.last()).hasSize(Counters.MAX_KEYS);
        assertThat(meters.counter("chat.counters.dropped").count()).isEqualTo(10);
    }

    private static final class Written implements CountStore {
        private final List<List<Counted>> writes = new ArrayList<>();
        private boolean broken;

        @Override
        public Mono<Void> write(UUID node, Collection<Counted> counted) {
            return Mono.fromRunnable(() -> {
                if (broken) {
                    throw new IllegalStateException("broken");
                }
                writes.add(List.copyOf(counted));
            });
        }

        @Override
        public Mono<List<Step>> read(
                PortalId portal, ChatflowId chatflow, Instant from, Instant to, int minutes) {
            return Mono.just(List.of());
        }

        List<Counted> last() {
            return writes.getLast();
        }
    }

    private static final class Hands extends Clock {
        private Instant at = NOON;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return at;
        }
    }
}
