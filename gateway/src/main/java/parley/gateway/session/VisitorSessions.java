package parley.gateway.session;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Errands;
import parley.gateway.visitor.VisitorTokens;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;

/// The visitors' sessions of this node: opens them, walks them in slices, ends them. From any
/// thread, but for [#open].
public final class VisitorSessions {
    /// Proofs that wait to be stored.
    private static final int MAX_IDENTIFYING = 1_024;

    private final SessionContext context;
    private final Map<EventLoop, SessionLoop> loops;
    private final Walk walk;
    private @Nullable Disposable arriving;
    private volatile boolean draining;

    /// @param portals whose changes are told to the sessions from now on
    public VisitorSessions(
            SessionConfig config,
            Talking talking,
            VisitorTokens tokens,
            Portals portals,
            Platform platform) {
        var encoder = new FrameEncoder();
        var metrics = new SessionMetrics(platform.meters());
        this.context =
                new SessionContext(
                        config,
                        talking,
                        new SessionContext.Wire(FrameDecoder.ofVisitors(), encoder),
                        new Greeting(tokens, encoder),
                        new Decisions(encoder, metrics),
                        new SendLimits(config.sends(), TimeMeter.SYSTEM_NANOTIME),
                        new PortalLimits(TimeMeter.SYSTEM_NANOTIME),
                        new Tabs(),
                        metrics,
                        platform.clock(),
                        platform.ids(),
                        platform.rush(),
                        new Returning(talking, platform.rush().lookUpsAtOnce(), platform.meters()),
                        new Errands(
                                "identifying",
                                MAX_IDENTIFYING,
                                platform.rush().lookUpsAtOnce(),
                                platform.meters()));
        var eventLoops =
                StreamSupport.stream(platform.eventLoops().spliterator(), false)
                        .map(EventLoop.class::cast)
                        .toList();
        this.loops =
                eventLoops.stream()
                        .map(it ->
                                new SessionLoop(
                                        it, new Newcomers(platform.rush(), eventLoops.size())))
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        SessionLoop::eventLoop, Function.identity()));
        this.walk = new Walk(config.pushSpread());
        portals.onChange(this::decideAgain);
        portals.onContactChange(this::lookAgain);
        Gauge.builder("chat.connections", this, VisitorSessions::count)
                .tags("kind", "visitor", "state", "open")
                .register(platform.meters());
        Gauge.builder("chat.admission.newcomers", this, VisitorSessions::newcomers)
                .description("New visitors who wait because the node is pressed")
                .register(platform.meters());
        Gauge.builder("chat.outbound.bytes", this, VisitorSessions::stalledBytes)
                .tags("kind", "visitor")
                .description("Bytes that wait for connections whose peers lag")
                .register(platform.meters());
    }

    /// Begins to look at deadlines, and to store who visitors are.
    public void start() {
        loops.values().forEach(SessionLoop::start);
        arriving = context.identifying().run().subscribe();
    }

    /// Stops looking.
    public void stop() {
        loops.values().forEach(SessionLoop::stop);
        if (arriving != null) {
            arriving.dispose();
        }
    }

    /// A session for a connection whose upgrade is about to be answered. On the connection's event
    /// loop.
    ///
    /// @param origin of the page, normalised
    /// @param country of the browser; null if it is not known
    public VisitorSession open(
            Channel channel, LivePortal portal, String origin, @Nullable String country) {
        var loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalArgumentException("an event loop of somebody else");
        }
        return new VisitorSession(context, loop, portal, origin, country, channel);
    }

    /// Sessions that are open.
    public int count() {
        return loops.values().stream().mapToInt(SessionLoop::count).sum();
    }

    /// Bytes that wait for connections whose peers lag.
    public long stalledBytes() {
        return loops.values().stream().mapToLong(SessionLoop::stalledBytes).sum();
    }

    private int newcomers() {
        return loops.values().stream().mapToInt(SessionLoop::waiting).sum();
    }

    /// Whether the node is about to leave: nobody new is let in.
    public boolean draining() {
        return draining;
    }

    /// Tells everybody to dial again somewhere within the window, each at its own moment.
    public void goaway(Duration window) {
        draining = true;
        int max = Math.toIntExact(window.toMillis());
        everybody(it -> it.goaway(0, max));
    }

    /// Ends whoever is still here, as soon as what is under way is settled; new sends are refused.
    public void closeAll() {
        draining = true;
        everybody(VisitorSession::leave);
    }

    /// This node's name.
    String node() {
        return context.config().node();
    }

    Decisions decisions() {
        return context.decisions();
    }

    List<SessionLoop> loops() {
        return List.copyOf(loops.values());
    }

    private void decideAgain(LivePortal portal) {
        loops.values().forEach(it -> walk.portal(it, portal.id()));
    }

    /// Sessions of a contact ask again who it is.
    private void lookAgain(LivePortal portal, @Nullable ContactId contact) {
        for (var loop : loops.values()) {
            loop.execute(() -> {
                var concerned =
                        loop.of(portal.id()).stream().filter(it -> it.isKnownAs(contact)).toList();
                walk.slices(loop, concerned, it -> it.reception().lookAgain());
            });
        }
    }

    private void everybody(Consumer<VisitorSession> action) {
        for (var loop : loops.values()) {
            loop.execute(
                    () -> loop.portals().forEach(it -> walk.slices(loop, copy(loop, it), action)));
        }
    }

    private static List<VisitorSession> copy(SessionLoop loop, PortalId portal) {
        return new ArrayList<>(loop.of(portal));
    }
}
