package parley.gateway.session;

import static parley.gateway.session.SessionMetrics.Initiator.CLIENT;
import static parley.gateway.session.SessionMetrics.Initiator.NETWORK;
import static parley.gateway.session.SessionMetrics.Initiator.SERVER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Conversation;
import parley.gateway.session.Outbox.Offered;
import parley.gateway.session.SessionMetrics.Initiator;
import parley.gateway.visitor.VisitorClaims.Subject;
import parley.gateway.visitor.VisitorTokens.Verdict;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.TabId;
import parley.protocol.value.VisitorId;

/// One visitor's connection, from the upgrade to the close (contract §7). Confined to its event
/// loop.
///
/// It is what an idle widget costs, so it holds nothing that only a conversation needs: that is
/// [Talk], made when there is one.
public final class VisitorSession extends Wheel.Timed {
    private static final Logger LOG = LoggerFactory.getLogger(VisitorSession.class);

    private static final int PROTOCOL_VERSION = 1;
    private static final int MAX_FRAME_BYTES = 16 * 1024;
    private static final int MAX_CONVERSATIONS = 20;
    private static final int MAX_UNKNOWN_IN_A_ROW = 20;
    private static final int FRAMES_PER_SECOND = 50;
    private static final int CONTROL_FRAMES_PER_SECOND = 10;
    private static final int TICKS_PER_SECOND = 4;
    private static final int CLOSE_WITHIN = TICKS_PER_SECOND;
    private static final int UNFINISHED_WITHIN = 10 * TICKS_PER_SECOND;
    private static final int STALLED_WITHIN = 10 * TICKS_PER_SECOND;
    private static final int NOT = -1;

    private final SessionContext context;
    private final SessionLoop loop;
    private final LivePortal portal;
    private final String origin;
    private final Outbox outbox;
    private final int openedAt;
    private final Rate frames = new Rate();
    private final Rate controlFrames = new Rate();

    private State state = State.AWAITING_CONNECT;
    private @Nullable Browser browser;
    private @Nullable Decision decision;
    private @Nullable Talk talk;
    private int slot = NOT;
    private int heardAt;
    private int unfinishedSince = NOT;
    private int stalledSince = NOT;
    private int closeCode = NOT;
    private int framesIn;
    private int framesOut;
    private int bytesIn;
    private int bytesOut;
    private byte unknownInARow;
    private boolean decisionIsStale;

    VisitorSession(
            SessionContext context,
            SessionLoop loop,
            LivePortal portal,
            String origin,
            Channel channel) {
        this.context = context;
        this.loop = loop;
        this.portal = portal;
        this.origin = portal.shared(origin);
        this.outbox = new Outbox(channel, loop);
        this.openedAt = loop.now();
        this.heardAt = openedAt;
    }

    private enum State {
        AWAITING_CONNECT,
        ATTACHING,
        LIVE,
        CLOSING,
        GONE
    }

    // ---- what the edge tells -------------------------------------------------------------------

    /// The upgrade is answered.
    public void opened() {
        loop.add(this);
        loop.wheel().in(SessionLoop.ticks(context.config().connectWithin()), this);
        hello(context.config().idleHeartbeat().toSeconds());
    }

    /// Whether anything the peer sends is still of interest.
    public boolean listening() {
        return state.compareTo(State.CLOSING) < 0;
    }

    /// Bytes came.
    ///
    /// @param unfinished whether a message or WebSocket frame is not complete
    public void heard(int bytes, boolean unfinished) {
        bytesIn += bytes;
        heardAt = loop.now();
        if (!unfinished) {
            unfinishedSince = NOT;
        } else if (unfinishedSince == NOT && listening()) {
            unfinishedSince = loop.now();
            loop.wheel().in(UNFINISHED_WITHIN, this);
        }
    }

    /// One text message of valid UTF-8.
    public void text(ByteBuf utf8) {
        framesIn++;
        if (!frames.take(loop.now() / TICKS_PER_SECOND, FRAMES_PER_SECOND)) {
            context.metrics().limited("frames");
            close(CloseCode.POLICY, "too many frames");
            return;
        }
        switch (context.wire().decoder().decode(ByteBufUtil.getBytes(utf8))) {
            case Decoded.Frame<ClientFrame>(var frame) -> {
                unknownInARow = 0;
                received(frame);
            }
            case Decoded.Unsupported<ClientFrame> _ -> unsupported();
            case Decoded.Refused<ClientFrame> refused -> refused(refused);
            case Decoded.Malformed<ClientFrame>(var code, var detail) -> {
                context.metrics().malformed("json");
                close(code, detail);
            }
        }
    }

    /// Answered, at most ten times a second.
    public void ping(ByteBuf payload) {
        if (controlAllowed()) {
            write(WebSocketFrames.pong(outbox.channel().alloc(), payload), Overflow.DROP_NEWEST);
        }
    }

    /// Ignored, at most ten times a second.
    public void pong() {
        var _ = controlAllowed();
    }

    /// The peer closes: it gets its code back, then TCP ends.
    public void closed(int code) {
        if (listening()) {
            closing(code, CLIENT);
            var buffers = outbox.channel().alloc();
            outbox.last(
                    code == 1005
                            ? WebSocketFrames.close(buffers)
                            : WebSocketFrames.close(buffers, code, ""));
        }
        if (outbox.pendingBytes() == 0) {
            var _ = outbox.channel().close();
        }
    }

    /// The peer broke RFC 6455.
    public void violated(CloseCode code, String why) {
        context.metrics().malformed("websocket");
        close(code, why);
    }

    /// The peer takes bytes again, or stops taking them.
    public void writabilityChanged() {
        if (!listening()) {
            return;
        }
        if (!outbox.channel().isWritable()) {
            stalledSince = loop.now();
            loop.wheel().in(STALLED_WITHIN, this);
            return;
        }
        stalledSince = NOT;
        if (decisionIsStale) {
            decideAgain();
        }
        if (talk != null) {
            talk.writable();
        }
    }

    /// Reading or writing failed: there is nobody to tell.
    public void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("a visitor's connection failed", cause);
        }
        if (listening()) {
            closing(1006, NETWORK);
        }
        var _ = outbox.channel().close();
    }

    /// TCP is gone.
    public void gone() {
        if (state == State.GONE) {
            return;
        }
        if (listening()) {
            closing(1006, NETWORK);
        }
        state = State.GONE;
        loop.wheel().remove(this);
        LOG.info(
                "visitor connection closed code={} seconds={} framesIn={} framesOut={} bytesIn={}"
                        + " bytesOut={} portal={}",
                closeCode,
                (loop.now() - openedAt) / TICKS_PER_SECOND,
                framesIn,
                framesOut,
                bytesIn,
                bytesOut,
                portal.id());
    }

    // ---- frames --------------------------------------------------------------------------------

    private void received(ClientFrame frame) {
        if (state == State.AWAITING_CONNECT && !(frame instanceof ClientFrame.Connect)) {
            close(CloseCode.UNAUTHENTICATED, "connect comes first");
            return;
        }
        switch (frame) {
            case ClientFrame.Connect connect -> connect(connect);
            case ClientFrame.PageViewed(var page) -> {
                browser().visits(page);
                decideAgain();
            }
            case ClientFrame.Send send -> talk().send(send);
            case ClientFrame.Sync sync -> talk().sync(sync);
            case ClientFrame.Cursor cursor -> talk().cursor(cursor);
            case ClientFrame.Typing(var conversation) -> talk().typing(conversation);
            case ClientFrame.Ping ping -> answer(ping);
            case ClientFrame.Bye _ -> close(CloseCode.NORMAL, "bye");
            case ClientFrame.Identify _,
                    ClientFrame.Consent _,
                    ClientFrame.Contact _,
                    ClientFrame.Search _,
                    ClientFrame.Survey _ ->
                    send(new ServerFrame.Failed(ErrorCode.UNSUPPORTED, null, null));
        }
    }

    private void connect(ClientFrame.Connect connect) {
        if (state != State.AWAITING_CONNECT) {
            close(CloseCode.MALFORMED, "already connected");
        } else if (connect.version() != PROTOCOL_VERSION) {
            close(CloseCode.VERSION, "version " + PROTOCOL_VERSION + " is spoken here");
        } else if (!connect.portal().equals(portal.id())) {
            close(CloseCode.FORBIDDEN, "another portal");
        } else if (connect.token() == null) {
            context.metrics().authenticated("anonymous");
            attach(new VisitorId(context.ids().get()), connect);
        } else {
            judge(connect, connect.token());
        }
    }

    private void judge(ClientFrame.Connect connect, String token) {
        var here = new Subject(portal.id(), new VisitorId(context.ids().get()), origin);
        switch (context.tokens().judge(token, here)) {
            case Verdict.Valid(var claims) -> {
                context.metrics().authenticated("ok");
                attach(claims.subject().visitor(), connect);
            }
            case Verdict.Refused(var reason) -> {
                context.metrics().authenticated(reason.name().toLowerCase(java.util.Locale.ROOT));
                close(CloseCode.UNAUTHENTICATED, "token");
            }
            case Verdict.Foreign _ -> {
                context.metrics().authenticated("foreign");
                close(CloseCode.FORBIDDEN, "token of another site");
            }
        }
    }

    /// Only whoever shows a token can have conversations: nobody else costs a query.
    private void attach(VisitorId visitor, ClientFrame.Connect connect) {
        state = State.ATTACHING;
        browser = new Browser(visitor, connect, portal, openedAt);
        if (connect.token() == null) {
            ready(List.of(), connect);
            return;
        }
        var _ =
                context.talking()
                        .store()
                        .ofVisitor(portal.id(), visitor, MAX_CONVERSATIONS)
                        .subscribe(
                                it -> loop.execute(() -> ready(it, connect)),
                                e -> loop.execute(() -> storeFailed(e)));
    }

    private void storeFailed(Throwable e) {
        LOG.warn("a visitor's conversations could not be read: {}", e.toString());
        close(CloseCode.OVERLOADED, "try again");
    }

    private void ready(List<Conversation> conversations, ClientFrame.Connect connect) {
        if (state != State.ATTACHING) {
            return;
        }
        state = State.LIVE;
        if (!conversations.isEmpty() || !connect.resume().isEmpty()) {
            talk().knows(conversations);
        }
        var tab = browser().tab();
        context.tabs().taken(tab, this);
        decision = decided();
        write(
                WebSocketFrames.text(
                        outbox.channel().alloc(),
                        context.wire()
                                .encoder()
                                .ready(readyFrame(tab, conversations), decision.json())),
                Overflow.DISCONNECT);
        if (talk != null) {
            talk.attach(conversations, connect.resume());
        }
        watchSilence();
    }

    private ServerFrame.Ready readyFrame(TabId tab, List<Conversation> conversations) {
        var subject = new Subject(portal.id(), visitor(), origin);
        var heads = conversations.stream().map(it -> Talk.head(it, context.talking().epoch()));
        return new ServerFrame.Ready(
                PROTOCOL_VERSION,
                tab,
                visitor(),
                context.tokens().mint(subject),
                Decisions.PENDING,
                heads.toList());
    }

    private void answer(ClientFrame.Ping ping) {
        var heads =
                talk == null ? java.util.Map.<ConversationId, Long>of() : talk.behind(ping.have());
        send(new ServerFrame.Pong(ping.t(), heads));
    }

    private void unsupported() {
        if (state == State.AWAITING_CONNECT) {
            close(CloseCode.UNAUTHENTICATED, "connect comes first");
        } else if (++unknownInARow >= MAX_UNKNOWN_IN_A_ROW) {
            context.metrics().limited("unknown");
            close(CloseCode.POLICY, "too many unknown frames");
        } else {
            send(new ServerFrame.Failed(ErrorCode.UNSUPPORTED, null, null));
        }
    }

    private void refused(Decoded.Refused<ClientFrame> refused) {
        if (state == State.AWAITING_CONNECT) {
            close(CloseCode.UNAUTHENTICATED, "connect comes first");
            return;
        }
        context.metrics().nacked(refused.code());
        send(new ServerFrame.Nack(refused.cmid(), refused.code(), null));
    }

    private boolean controlAllowed() {
        framesIn++;
        if (controlFrames.take(loop.now() / TICKS_PER_SECOND, CONTROL_FRAMES_PER_SECOND)) {
            return true;
        }
        context.metrics().limited("control");
        close(CloseCode.POLICY, "too many control frames");
        return false;
    }

    // ---- what the gateway tells ----------------------------------------------------------------

    /// Something that decisions depend on changed: tells the visitor if the answer did.
    void decideAgain() {
        if (state != State.LIVE) {
            return;
        }
        var before = decision;
        var now = decided();
        if (before != null && !now.differsFrom(before) && !decisionIsStale) {
            decision = now;
            return;
        }
        var taken =
                write(
                        WebSocketFrames.text(outbox.channel().alloc(), now.frame()),
                        Overflow.CONFLATE);
        decisionIsStale = taken != Offered.TAKEN;
        if (!decisionIsStale) {
            decision = now;
            context.metrics().pushed();
        }
    }

    /// The node is about to leave.
    void goaway(int minMs, int maxMs) {
        if (listening()) {
            send(new ServerFrame.Goaway("restart", minMs, maxMs));
        }
    }

    /// Closes with a code; what waits is flushed if the peer takes it.
    void close(CloseCode code, String reason) {
        if (listening()) {
            closing(code.code(), SERVER);
            var ascii = reason.length() > 100 ? reason.substring(0, 100) : reason;
            outbox.last(WebSocketFrames.close(outbox.channel().alloc(), code.code(), ascii));
        }
    }

    // ---- for Talk ------------------------------------------------------------------------------

    /// Sends a frame that must arrive.
    void send(ServerFrame frame) {
        var _ = send(frame, Overflow.DISCONNECT);
    }

    Offered send(ServerFrame frame, Overflow overflow) {
        return write(encoded(frame), overflow);
    }

    /// Sends a frame that must arrive, if there is room; else the caller waits for [Talk#writable].
    boolean sendIfRoom(ServerFrame frame) {
        var bytes = encoded(frame);
        if (outbox.hasRoomFor(bytes.readableBytes(), context.config().maxOutboxBytes())) {
            return write(bytes, Overflow.DISCONNECT) == Offered.TAKEN;
        }
        bytes.release();
        return false;
    }

    SessionContext context() {
        return context;
    }

    SessionLoop loop() {
        return loop;
    }

    LivePortal portal() {
        return portal;
    }

    VisitorId visitor() {
        return browser().visitor();
    }

    String url() {
        return browser().url();
    }

    /// What was shown last; null before `ready`.
    @Nullable Decision decision() {
        return decision;
    }

    /// An open conversation is watched more closely than an idle page.
    void engaged() {
        hello(heartbeat().toSeconds());
        decideAgain();
    }

    int slot() {
        return slot;
    }

    void slot(int number) {
        slot = number;
    }

    // ---- deadlines -----------------------------------------------------------------------------

    @Override
    int due(int now) {
        if (state == State.CLOSING) {
            var _ = outbox.channel().close();
            return 0;
        }
        if (state == State.GONE) {
            return 0;
        }
        if (overdue(now, unfinishedSince, UNFINISHED_WITHIN)) {
            close(CloseCode.POLICY, "message not finished");
        } else if (overdue(now, stalledSince, STALLED_WITHIN)) {
            close(CloseCode.SLOW_CONSUMER, "not reading");
        } else if (state == State.AWAITING_CONNECT && overdue(now, openedAt, connectTicks())) {
            close(CloseCode.UNAUTHENTICATED, "no connect");
        } else if (state == State.LIVE && now - heardAt >= silenceTicks()) {
            close(CloseCode.HEARTBEAT_MISSED, "no heartbeat");
        } else {
            return nextLook(now);
        }
        return CLOSE_WITHIN;
    }

    private int nextLook(int now) {
        int next =
                switch (state) {
                    case AWAITING_CONNECT -> openedAt + connectTicks();
                    case ATTACHING, LIVE, CLOSING, GONE -> heardAt + silenceTicks();
                };
        next = unfinishedSince == NOT ? next : Math.min(next, unfinishedSince + UNFINISHED_WITHIN);
        next = stalledSince == NOT ? next : Math.min(next, stalledSince + STALLED_WITHIN);
        return Math.max(1, next - now);
    }

    private static boolean overdue(int now, int since, int within) {
        return since != NOT && now - since >= within;
    }

    private int connectTicks() {
        return SessionLoop.ticks(context.config().connectWithin());
    }

    /// Two silent intervals (contract §7).
    private int silenceTicks() {
        return SessionLoop.ticks(heartbeat().multipliedBy(2));
    }

    private java.time.Duration heartbeat() {
        return talk != null && talk.engaged() != null
                ? context.config().openHeartbeat()
                : context.config().idleHeartbeat();
    }

    private void watchSilence() {
        loop.wheel().in(nextLook(loop.now()), this);
    }

    // ---- inside --------------------------------------------------------------------------------

    private Decision decided() {
        var now = context.clock().instant();
        var asker = browser().asker(talk == null ? null : talk.engaged(), loop.now());
        return context.decisions().decide(portal, asker, now);
    }

    private void hello(long heartbeatSeconds) {
        send(
                new ServerFrame.Hello(
                        Math.toIntExact(heartbeatSeconds),
                        MAX_FRAME_BYTES,
                        MessageText.MAX_CODE_POINTS,
                        context.config().node()));
    }

    private ByteBuf encoded(ServerFrame frame) {
        return WebSocketFrames.text(
                outbox.channel().alloc(), context.wire().encoder().encode(frame));
    }

    private Offered write(ByteBuf frame, Overflow overflow) {
        int bytes = frame.readableBytes();
        if (!listening()) {
            frame.release();
            return Offered.DROPPED;
        }
        var offered = outbox.offer(frame, overflow, context.config().maxOutboxBytes());
        switch (offered) {
            case TAKEN -> {
                framesOut++;
                bytesOut += bytes;
            }
            case DROPPED -> context.metrics().dropped(overflow);
            case OVERFLOWN -> close(CloseCode.SLOW_CONSUMER, "reading too slowly");
        }
        return offered;
    }

    private void closing(int code, Initiator initiator) {
        state = State.CLOSING;
        closeCode = code;
        context.metrics().closed(code, initiator);
        loop.remove(this);
        if (browser != null) {
            context.tabs().left(browser.tab(), this);
        }
        if (talk != null) {
            talk.close();
            talk = null;
        }
        loop.wheel().in(CLOSE_WITHIN, this);
    }

    private Talk talk() {
        if (talk == null) {
            talk = new Talk(this);
        }
        return talk;
    }

    private Browser browser() {
        if (browser == null) {
            throw new IllegalStateException("not connected");
        }
        return browser;
    }
}
