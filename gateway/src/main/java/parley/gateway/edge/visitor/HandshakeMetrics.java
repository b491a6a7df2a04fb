package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what becomes of connections before they are WebSockets: `chat.handshakes{result}`.
final class HandshakeMetrics {
    private final MeterRegistry meters;

    HandshakeMetrics(MeterRegistry meters) {
        this.meters = meters;
        var _ = counter("upgraded");
    }

    /// @param result one of [HttpStatus#result], `upgraded`, `timeout`, `gone`; instead of
    ///   `overload` why: `pace`, `red`, `full`, `draining`
    void count(String result) {
        counter(result).increment();
    }

    private Counter counter(String result) {
        return meters.counter("chat.handshakes", "result", result);
    }
}
