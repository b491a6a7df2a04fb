package parley.gateway.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Sites;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

/// The whole decision of a page view: targeting, availability, display, and the encoded answer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class DecisionBenchmark {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final PortalId PORTAL = new PortalId(new UUID(2, 1));

    @Param({"20", "1000"})
    int chatflows;

    private Decisions decisions;
    private LivePortal live;
    private Decisions.Asker asker;

    @Setup
    public void open() {
        decisions = new Decisions(new FrameEncoder(), new SessionMetrics(new SimpleMeterRegistry()));
        var inbox =
                new Inbox(
                        PORTAL,
                        new InboxId(new UUID(3, 1)),
                        "Support",
                        new Channel(
                                new Colour("#2255aa"),
                                new Placement(Placement.Side.RIGHT, 0, 0),
                                new Channel.Mode.Always(),
                                new Channel.AsAvailable(),
                                Channel.ReplyTime.MINUTES),
                        Set.of(),
                        Set.of(),
                        1);
        var facts =
                new PortalFacts(
                        new Portal(PORTAL, "Shop", new Origins(Set.of()), true, false, 1),
                        Sites.chatflows(chatflows),
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of()));
        live = new LivePortal(PORTAL, PortalSnapshot.of(facts, NOW));
        asker =
                new Decisions.Asker(
                        new VisitorId(new UUID(7, 7)), Sites.PAGE, Sites.VISITOR, null);
        if (decisions.decide(live, asker, NOW).chatflow() == null) {
            throw new IllegalStateException(List.of("nothing was found").toString());
        }
    }

    @Benchmark
    public Object decided() {
        return decisions.decide(live, asker, NOW);
    }
}
