package parley.gateway.app;

import java.time.Duration;

/// A gateway that serves.
///
/// @param drain how it leaves
/// @param welcome what to tell whoever started it: where everything is, and how to stop
/// @param ports where it listens, whatever was asked for
record Gateway(Lifecycle lifecycle, Drain drain, String welcome, Ports ports)
        implements AutoCloseable {
    /// One for each listener.
    record Ports(int visitor, int agent, int ops) {}

    /// Sends everybody away within the configured deadline, and stops.
    void leave() {
        drain.run().block(Duration.ofMinutes(5));
        close();
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
