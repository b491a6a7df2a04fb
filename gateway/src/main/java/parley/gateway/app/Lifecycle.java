package parley.gateway.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// What has been started, and how each is stopped: in the reverse order. One that fails to stop
/// does not keep the others from it. Confined to one thread at a time.
final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<Stop> stops = new ArrayDeque<>();

    private record Stop(String what, Runnable how) {}

    /// Notes how something that runs now is stopped.
    void onStop(String what, Runnable how) {
        stops.push(new Stop(what, how));
    }

    /// Notes how something that runs now is stopped; waits for it.
    void onStop(String what, Mono<Void> how) {
        onStop(what, () -> how.block(PATIENCE));
    }

    /// Runs something that goes on until everything stops.
    void run(String what, Mono<Void> work) {
        var running =
                work.subscribe(
                        _ -> {},
                        e -> LOG.error("{} has ended: restart the gateway", what, e),
                        () -> LOG.error("{} has ended: restart the gateway", what));
        onStop(what, running::dispose);
    }

    @Override
    public void close() {
        while (!stops.isEmpty()) {
            var stop = stops.pop();
            try {
                stop.how().run();
            } catch (RuntimeException e) {
                LOG.warn("{} did not stop in order", stop.what(), e);
            }
        }
    }
}
