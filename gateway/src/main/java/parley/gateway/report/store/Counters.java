package parley.gateway.report.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.report.Counts;
import parley.gateway.report.store.CountStore.Counted;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Counts what happens to chatflows in memory, and writes a node's minutes with one statement: no
/// page view costs a write. From any thread.
///
/// A figure is the minute's so far, so writing it again is harmless: what could not be written is
/// written with the next ones. At most [#MAX_KEYS] chatflow-minutes wait; what comes beyond is not
/// counted, and counted as such (`DROP_NEWEST`).
public final class Counters {
    /// Chatflow-minutes in memory, at most: a few MB.
    public static final int MAX_KEYS = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Counters.class);

    /// After its end a minute may still be counted into by a thread that read the clock before.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CountStore store;
    private final UUID node;
    private final Clock clock;
    private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();
    private final Counter dropped;

    public Counters(CountStore store, UUID node, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.node = node;
        this.clock = clock;
        this.dropped = meters.counter("chat.counters.dropped");
        Gauge.builder("chat.counters.waiting", size, AtomicLong::get).register(meters);
    }

    /// What is counted.
    public enum What {
        SHOWN,
        OPENED,
        STARTED,
        SEARCHED,
        REFUSED
    }

    /// Once more.
    public void count(PortalId portal, ChatflowId chatflow, What what) {
        var key = new Key(portal, chatflow, clock.instant().truncatedTo(ChronoUnit.MINUTES));
        var tally = tallies.get(key);
        if (tally == null) {
            if (size.get() >= MAX_KEYS) {
                dropped.increment();
                return;
            }
            tally = tallies.computeIfAbsent(key, _ -> new Tally());
            size.set(tallies.size());
        }
        tally.of(what).increment();
    }

    /// Writes what was counted, and forgets the minutes that are over.
    public Mono<Void> flush() {
        return Mono.defer(() -> {
            var now = clock.instant();
            var all =
                    tallies.entrySet().stream()
                            .map(it -> it.getKey().counted(it.getValue().counts()))
                            .toList();
            return all.isEmpty()
                    ? Mono.empty()
                    : store.write(node, all).then(Mono.fromRunnable(() -> forget(all, now)));
        });
    }

    /// Flushes for ever, once an interval; a flush that fails is made up for by the next.
    public Flux<Void> run(Duration interval) {
        return Flux.interval(interval)
                .onBackpressureDrop()
                .concatMap(
                        _ ->
                                flush().onErrorResume(e -> {
                                    LOG.warn("counters are written later: {}", e.toString());
                                    return Mono.empty();
                                }),
                        1);
    }

    private void forget(List<Counted> written, Instant now) {
        for (var it : written) {
            if (it.minute().plus(1, ChronoUnit.MINUTES).plus(GRACE).isBefore(now)) {
                var _ = tallies.remove(new Key(it.portal(), it.chatflow(), it.minute()));
            }
        }
        size.set(tallies.size());
    }

    private record Key(PortalId portal, ChatflowId chatflow, Instant minute) {
        Counted counted(Counts counts) {
            return new Counted(portal, chatflow, minute, counts);
        }
    }

    private static final class Tally {
        private final LongAdder shown = new LongAdder();
        private final LongAdder opened = new LongAdder();
        private final LongAdder started = new LongAdder();
        private final LongAdder searched = new LongAdder();
        private final LongAdder refused = new LongAdder();

        LongAdder of(What what) {
            return switch (what) {
                case SHOWN -> shown;
                case OPENED -> opened;
                case STARTED -> started;
                case SEARCHED -> searched;
                case REFUSED -> refused;
            };
        }

        Counts counts() {
            return new Counts(
                    shown.sum(), opened.sum(), started.sum(), searched.sum(), refused.sum());
        }
    }
}
