package parley.gateway.edge.agent;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.NackCode;

/// The meters of agents' connections. No id is ever a tag.
final class AgentMetrics {
    /// No close frame came.
    static final int LOST = 1006;

    private final MeterRegistry meters;
    private final AtomicInteger open = new AtomicInteger();

    AgentMetrics(MeterRegistry meters) {
        this.meters = meters;
        meters.gauge("chat.agent.connections", open);
        sent(NackCode.LANE_BLOCKED.wireName(), 0);
    }

    void opened() {
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    /// Who ended it.
    enum Initiator {
        SERVER,
        CLIENT,
        NETWORK
    }

    /// @param code of the close frame; those that are not ours count as 0
    void closed(int code, Initiator initiator) {
        boolean known = code == LOST;
        for (var ours : CloseCode.values()) {
            known |= ours.code() == code;
        }
        meters.counter(
                        "chat.agent.close",
                        "code",
                        known ? Integer.toString(code) : "other",
                        "initiator",
                        initiator.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /// A request was none, or an upgrade was.
    void turnedAway(int status) {
        meters.counter("chat.agent.requests.refused", "status", Integer.toString(status))
                .increment();
    }

    /// A frame was no frame.
    ///
    /// @param what broke the rules: `json` or `websocket`
    void refused(String what) {
        meters.counter("chat.agent.frames.refused", "what", what).increment();
    }

    void signedIn(String result) {
        meters.counter("chat.auth", "result", result).increment();
    }

    void sent(String result) {
        sent(result, 1);
    }

    private void sent(String result, int times) {
        meters.counter("chat.agent.send", "result", result).increment(times);
    }
}
