package parley.gateway.session;

import static parley.gateway.session.SessionMetrics.Initiator.CLIENT;
import static parley.gateway.session.SessionMetrics.Initiator.NETWORK;
import static parley.gateway.session.SessionMetrics.Initiator.SERVER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.session.Outbox.Offered;
import parley.gateway.session.SessionMetrics.Initiator;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.ServerFrame;

/// A visitor's connection as far as any WebSocket is one: what goes out, how it ends, and the
/// deadlines of both. What is said over it is [VisitorSession]'s, which extends this so that an
/// idle connection is one object. Confined to the event loop.
abstract class Link extends Wheel.Timed {
    static final int TICKS_PER_SECOND = 4;

    /// No deadline, no close code, no place in a list.
    static final int NONE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final int CONTROL_FRAMES_PER_SECOND = 10;
    private static final int CLOSE_WITHIN = TICKS_PER_SECOND;
    private static final int UNFINISHED_WITHIN = 10 * TICKS_PER_SECOND;
    private static final int STALLED_WITHIN = 10 * TICKS_PER_SECOND;
    private static final int NO_STATUS = 1005;
    private static final int LOST = 1006;
    private static final int MAX_REASON = 100;

    private final SessionContext context;
    private final SessionLoop loop;
    private final LivePortal portal;
    private final Outbox outbox;
    private final Rate controlFrames = new Rate();
    private final int openedAt;

    private int slot = NONE;
    private int heardAt;
    private int unfinishedSince = NONE;
    private int stalledSince = NONE;
    private int closeCode = NONE;
    private int framesIn;
    private int framesOut;
    private int bytesIn;
    private int bytesOut;
    private boolean gone;

    Link(SessionContext context, SessionLoop loop, LivePortal portal, Channel channel) {
        this.context = context;
        this.loop = loop;
        this.portal = portal;
        this.outbox = new Outbox(channel, loop);
        this.openedAt = loop.now();
        this.heardAt = openedAt;
    }

    // ---- what the edge tells
    // ---------------------------------------------------------------------

    /// Whether anything the peer sends is still of interest.
    public boolean listening() {
        return closeCode == NONE;
    }

    /// Bytes came.
    ///
    /// @param unfinished whether a message or WebSocket frame is not complete
    public void heard(int bytes, boolean unfinished) {
        bytesIn += bytes;
        heardAt = loop.now();
        if (!unfinished) {
            unfinishedSince = NONE;
        } else if (unfinishedSince == NONE && listening()) {
            unfinishedSince = loop.now();
            lookAgain();
        }
    }

    /// Answered, at most ten times a second.
    public void ping(ByteBuf payload) {
        if (controlAllowed()) {
            var _ = write(WebSocketFrames.pong(buffers(), payload), Overflow.DROP_NEWEST);
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
            outbox.last(
                    code == NO_STATUS
                            ? WebSocketFrames.close(buffers())
                            : WebSocketFrames.close(buffers(), code, ""));
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
        boolean lags = !outbox.channel().isWritable();
        loop.stalled(this, lags);
        if (!lags) {
            stalledSince = NONE;
            writable();
        } else {
            stalledSince = loop.now();
            lookAgain();
        }
    }

    /// Reading or writing failed: there is nobody to tell.
    public void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("a visitor's connection failed", cause);
        }
        if (listening()) {
            closing(LOST, NETWORK);
        }
        var _ = outbox.channel().close();
    }

    /// TCP is gone.
    public void gone() {
        if (gone) {
            return;
        }
        if (listening()) {
            closing(LOST, NETWORK);
        }
        gone = true;
        loop.wheel().remove(this);
        loop.stalled(this, false);
        LOG.debug(
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

    // ---- for the session
    // ---------------------------------------------------------------------------

    /// The connection ends, for whatever reason: let go of what it holds. Called once.
    abstract void ended();

    /// The peer takes bytes again.
    abstract void writable();

    /// Until when the peer has to say something: a tick.
    abstract int silentUntil();

    /// It said nothing.
    abstract void silent();

    /// The connection counts and is watched from now on.
    void begin(VisitorSession self) {
        loop.add(self);
        lookAgain();
    }

    /// A deadline changed.
    final void lookAgain() {
        loop.wheel().in(nextLook(loop.now()), this);
    }

    /// Sends a frame that must arrive.
    final void send(ServerFrame frame) {
        var _ = send(frame, Overflow.DISCONNECT);
    }

    final Offered send(ServerFrame frame, Overflow overflow) {
        return write(encoded(frame), overflow);
    }

    /// Sends a frame that must arrive, if there is room; else the caller waits for [#writable].
    final boolean sendIfRoom(ServerFrame frame) {
        var bytes = encoded(frame);
        if (outbox.hasRoomFor(bytes.readableBytes(), context.config().maxOutboxBytes())) {
            return write(bytes, Overflow.DISCONNECT) == Offered.TAKEN;
        }
        bytes.release();
        return false;
    }

    /// Sends the bytes of one text message.
    final Offered send(byte[] message, Overflow overflow) {
        return write(WebSocketFrames.text(buffers(), message), overflow);
    }

    /// Closes with a code; what waits is flushed if the peer takes it.
    final void close(CloseCode code, String reason) {
        if (listening()) {
            closing(code.code(), SERVER);
            var ascii = reason.substring(0, Math.min(MAX_REASON, reason.length()));
            outbox.last(WebSocketFrames.close(buffers(), code.code(), ascii));
        }
    }

    /// Runs it on the event loop if anything is still of interest then; from any thread.
    final void hop(Runnable task) {
        loop.execute(() -> {
            if (listening()) {
                task.run();
            }
        });
    }

    /// Bytes that the peer has not taken yet.
    final long pendingBytes() {
        return outbox.pendingBytes();
    }

    final void countFrame() {
        framesIn++;
    }

    final SessionContext context() {
        return context;
    }

    final SessionLoop loop() {
        return loop;
    }

    final LivePortal portal() {
        return portal;
    }

    final int openedAt() {
        return openedAt;
    }

    final int heardAt() {
        return heardAt;
    }

    /// Place in the loop's list of the portal.
    final int slot() {
        return slot;
    }

    final void slot(int number) {
        slot = number;
    }

    // ---- deadlines
    // ---------------------------------------------------------------------------------

    @Override
    int due(int now) {
        if (!listening()) {
            var _ = outbox.channel().close();
            return 0;
        }
        if (overdue(now, unfinishedSince, UNFINISHED_WITHIN)) {
            close(CloseCode.POLICY, "message not finished");
        } else if (overdue(now, stalledSince, STALLED_WITHIN)) {
            close(CloseCode.SLOW_CONSUMER, "not reading");
        } else if (now >= silentUntil()) {
            silent();
        }
        return listening() ? nextLook(now) : CLOSE_WITHIN;
    }

    private int nextLook(int now) {
        int next = silentUntil();
        next = unfinishedSince == NONE ? next : Math.min(next, unfinishedSince + UNFINISHED_WITHIN);
        next = stalledSince == NONE ? next : Math.min(next, stalledSince + STALLED_WITHIN);
        return Math.max(1, next - now);
    }

    private static boolean overdue(int now, int since, int within) {
        return since != NONE && now - since >= within;
    }

    // ---- inside
    // ------------------------------------------------------------------------------------

    private boolean controlAllowed() {
        framesIn++;
        if (controlFrames.take(loop.now() / TICKS_PER_SECOND, CONTROL_FRAMES_PER_SECOND)) {
            return true;
        }
        context.metrics().limited("control");
        close(CloseCode.POLICY, "too many control frames");
        return false;
    }

    private ByteBuf encoded(ServerFrame frame) {
        return WebSocketFrames.text(buffers(), context.wire().encoder().encode(frame));
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
        closeCode = code;
        context.metrics().closed(code, initiator);
        ended();
        loop.wheel().in(CLOSE_WITHIN, this);
    }

    private ByteBufAllocator buffers() {
        return outbox.channel().alloc();
    }
}
