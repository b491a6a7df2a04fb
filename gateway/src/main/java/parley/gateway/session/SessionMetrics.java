package parley.gateway.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.NackCode;

/// The meters of visitors' sessions (faults.md §4). No id is ever a tag.
final class SessionMetrics {
    private static final List<Duration> ACK_BUCKETS =
            List.of(
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1));

    private static final String SHED = "chat.admission.shed";
    private static final String LIMITED = "chat.ratelimit";
    private static final String REFUSED = "chat.frames.refused";
    private static final String SENT = "chat.send";

    private final MeterRegistry meters;
    private final Timer ack;
    private final Timer deliver;
    private final Timer decide;
    private final DistributionSummary resumed;
    private final Counter pushes;
    private final Counter slow;

    SessionMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.ack =
                Timer.builder("chat.ack")
                        .description("From a send to its ack")
                        .serviceLevelObjectives(ACK_BUCKETS.toArray(Duration[]::new))
                        .register(meters);
        this.deliver =
                Timer.builder("chat.deliver")
                        .description("From the commit of an entry to its write")
                        .serviceLevelObjectives(ACK_BUCKETS.toArray(Duration[]::new))
                        .register(meters);
        this.decide =
                Timer.builder("chat.flow.eval")
                        .description("Deciding which chatflow a page view gets")
                        .register(meters);
        this.resumed =
                DistributionSummary.builder("chat.resume.entries")
                        .description("Entries replayed until a conversation was live")
                        .register(meters);
        this.pushes = meters.counter("chat.decision.pushes");
        this.slow = meters.counter("chat.slow.close");
        for (var shed : List.of("newcomer", "look_up", "typing")) {
            var _ = meters.counter(SHED, "what", shed);
        }
        for (var queue : List.of("early", "frames")) {
            var _ = meters.counter(LIMITED, "scope", queue);
        }
        for (var what : List.of("json", "websocket")) {
            var _ = meters.counter(REFUSED, "what", what);
        }
        var _ = meters.counter(SENT, "result", NackCode.LANE_BLOCKED.wireName());
    }

    /// Who ended it.
    enum Initiator {
        SERVER,
        CLIENT,
        NETWORK
    }

    void closed(int code, Initiator initiator) {
        meters.counter(
                        "chat.close",
                        "code",
                        Integer.toString(known(code)),
                        "initiator",
                        name(initiator))
                .increment();
        if (code == CloseCode.SLOW_CONSUMER.code()) {
            slow.increment();
        }
    }

    /// A send came.
    Timer.Sample begin() {
        return Timer.start(meters);
    }

    void decided(Timer.Sample since) {
        since.stop(decide);
    }

    /// A rule set that took too long was given up.
    void overBudget() {
        meters.counter("chat.flow.overbudget").increment();
    }

    void acked(Timer.Sample since, boolean duplicate) {
        since.stop(ack);
        sent(duplicate ? "duplicate" : "stored");
    }

    void nacked(NackCode code) {
        sent(code.wireName());
    }

    void delivered(Duration took) {
        deliver.record(took.isNegative() ? Duration.ZERO : took);
    }

    void resumed(String result, long entries) {
        meters.counter("chat.resume", "result", result).increment();
        resumed.record((double) entries);
    }

    void reset(String reason) {
        meters.counter("chat.reset", "reason", reason).increment();
    }

    void limited(String scope) {
        meters.counter(LIMITED, "scope", scope).increment();
    }

    void authenticated(String result) {
        meters.counter("chat.auth", "kind", "visitor", "result", result).increment();
    }

    /// A frame that was dropped because of what it is worth.
    void dropped(Overflow overflow) {
        meters.counter("chat.outbound.dropped", "overflow", name(overflow)).increment();
    }

    /// Something was given up because the node is pressed.
    ///
    /// @param what `newcomer`, `look_up` or `typing`
    void shed(String what) {
        meters.counter(SHED, "what", what).increment();
    }

    void malformed(String what) {
        meters.counter(REFUSED, "what", what).increment();
    }

    void pushed() {
        pushes.increment();
    }

    private void sent(String result) {
        meters.counter(SENT, "result", result).increment();
    }

    /// What a peer makes up does not become a tag.
    private static int known(int code) {
        boolean ours = code >= 4400 && code <= 4429;
        boolean standard = code >= 1000 && code <= 1014;
        return ours || standard ? code : code >= 4000 ? 4000 : 3000;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
