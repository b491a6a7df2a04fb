package parley.gateway.edge.ops;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/// Errors that come when nobody waits for them any more. Reactor would tell each as an ERROR with
/// its stack: a peer that resets its connection must not be able to fill the log.
public final class DroppedErrors {
    private static final Logger LOG = LoggerFactory.getLogger(DroppedErrors.class);

    private DroppedErrors() {}

    /// Counts them from now on, in the whole process: `chat.errors.dropped`.
    public static void count(MeterRegistry meters) {
        var connections = meters.counter("chat.errors.dropped", "what", "connection");
        var others = meters.counter("chat.errors.dropped", "what", "other");
        Hooks.resetOnErrorDropped();
        Hooks.onErrorDropped(e -> {
            if (e instanceof IOException || AbortedException.isConnectionReset(e)) {
                connections.increment();
                LOG.debug("a connection was lost", e);
            } else {
                others.increment();
                LOG.warn("an error that nobody waits for", e);
            }
        });
    }
}
