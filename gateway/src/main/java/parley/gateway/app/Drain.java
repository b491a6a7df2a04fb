package parley.gateway.app;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.app.config.DrainConfig;
import parley.gateway.edge.ops.Health;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Leaving without anybody losing anything (faults.md §4): not ready → the ports stay open until
/// load balancers notice → no new connections → those that are here are sent to other nodes, bit by
/// bit, each finishing what it sent → the rest is closed. Over at the deadline in any case.
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /// For those whose moment comes last: to dial, to catch up, to settle what they sent.
    private static final Duration FAREWELL = Duration.ofSeconds(4);

    private final DrainConfig config;
    private final int connectsPerSecond;
    private final Health health;
    private final List<Drainable> doors;

    /// @param connectsPerSecond what another node lets in: the window is sized to it, so that
    ///   nobody who is sent away finds a closed door
    Drain(DrainConfig config, int connectsPerSecond, Health health, List<Drainable> doors) {
        this.config = config;
        this.connectsPerSecond = connectsPerSecond;
        this.health = health;
        this.doors = List.copyOf(doors);
    }

    /// A listener with connections that have to be sent elsewhere.
    interface Drainable {
        /// Accepts no new connections.
        void refuseNew();

        /// Sends the connections away, spread over a window.
        ///
        /// @return completes when none is left
        Mono<Void> sendAway(Duration window);

        /// Connections at present.
        int connections();
    }

    /// The whole sequence; completes at the deadline at the latest, and never fails.
    Mono<Void> run() {
        return Mono.defer(
                        () -> {
                            health.enter(Health.Phase.DRAINING);
                            LOG.info("draining {} connections", connections());
                            return connections() == 0
                                    ? Mono.<Void>empty()
                                    : Mono.delay(config.notice()).then(Mono.defer(this::sendAway));
                        })
                .timeout(config.deadline(), Mono.empty())
                .doOnSuccess(_ -> LOG.info("drained, {} connections cut", connections()))
                .onErrorResume(e -> {
                    LOG.warn("the drain failed; closing what is left", e);
                    return Mono.empty();
                });
    }

    private Mono<Void> sendAway() {
        doors.forEach(Drainable::refuseNew);
        var window = window();
        return Flux.fromIterable(doors).flatMap(it -> it.sendAway(window), 2).then();
    }

    /// As long as another node takes to let them in, and not longer than there is: whoever is told
    /// to go must have gone before the rest is cut.
    private Duration window() {
        var wanted = Duration.ofMillis(1_000L * connections() / connectsPerSecond);
        var most = config.deadline().minus(config.notice()).minus(FAREWELL);
        return most.compareTo(wanted) < 0
                ? Duration.ofMillis(Math.max(1, most.toMillis()))
                : wanted;
    }

    private int connections() {
        return doors.stream().mapToInt(Drainable::connections).sum();
    }
}
