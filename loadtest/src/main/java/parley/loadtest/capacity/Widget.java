package parley.loadtest.capacity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import parley.loadtest.thin.ThinConnection;
import parley.loadtest.thin.Wire;

/// One widget: upgrades, greets, and tells the crowd what comes. Confined to the crowd's event
/// loop.
final class Widget extends ThinConnection {
    private static final byte[] TYPE = "{\"type\":\"".getBytes(US_ASCII);
    private static final byte[] READY = "ready\"".getBytes(US_ASCII);
    private static final byte[] HELLO = "hello\"".getBytes(US_ASCII);
    private static final byte[] PONG = "pong\"".getBytes(US_ASCII);
    private static final byte[] ACK = "ack\"".getBytes(US_ASCII);
    private static final byte[] NACK = "nack\"".getBytes(US_ASCII);
    private static final byte[] DECISION = "decision\"".getBytes(US_ASCII);
    private static final byte[] T = "\"t\":".getBytes(US_ASCII);
    private static final byte[] CODE = "\"code\":\"".getBytes(US_ASCII);
    private static final byte[] CONV = "\"conv\":\"".getBytes(US_ASCII);
    private static final int UUID_CHARS = 36;
    private static final int MOST_UNACKED = 64;

    private final Crowd crowd;
    private final int number;
    private final long dialled;
    private boolean ready;
    private @Nullable String conversation;

    /// Sends whose ack is awaited, one at a time: the first is on the wire.
    private @Nullable Deque<Long> unacked;

    Widget(Crowd crowd, int number, long dialled) {
        this.crowd = crowd;
        this.number = number;
        this.dialled = dialled;
    }

    boolean ready() {
        return ready;
    }

    /// Sends a message, now or when those before it are acked.
    ///
    /// @param due when it should have been sent, its name
    /// @return false if too many wait already
    boolean send(long due) {
        if (unacked == null) {
            unacked = new ArrayDeque<>();
        }
        if (unacked.size() >= MOST_UNACKED) {
            return false;
        }
        unacked.add(due);
        if (unacked.size() == 1) {
            first();
        }
        return true;
    }

    private void first() {
        if (unacked != null && !unacked.isEmpty()) {
            write(crowd.message(number, conversation, unacked.getFirst()));
        }
    }

    @Override
    protected ByteBuf upgrade() {
        return crowd.upgrade();
    }

    @Override
    protected void closed(int code, String reason) {
        crowd.closed(code, reason);
    }

    @Override
    protected void failed(Throwable cause) {
        crowd.failed(cause);
    }

    @Override
    protected void ended() {
        crowd.ended(this, ready);
        ready = false;
    }

    @Override
    protected void text(ByteBuf in, int from, int to) {
        if (!Wire.at(in, from, TYPE)) {
            return;
        }
        int type = from + TYPE.length;
        if (Wire.at(in, type, HELLO)) {
            // Later ones only change the heartbeat.
            if (!ready) {
                write(crowd.connect(number));
            }
        } else if (Wire.at(in, type, READY)) {
            ready = true;
            crowd.ready(this, dialled);
        } else if (Wire.at(in, type, PONG)) {
            crowd.pong(Wire.number(in, Wire.find(in, type, to, T) + T.length));
        } else if (Wire.at(in, type, ACK)) {
            acked(in, type, to);
        } else if (Wire.at(in, type, NACK)) {
            int code = Wire.find(in, type, to, CODE) + CODE.length;
            // Not known to be stored: the same again.
            crowd.later(this::first);
            crowd.refused(in.toString(code, Math.min(12, to - code), US_ASCII));
        } else if (Wire.at(in, type, DECISION)) {
            crowd.pushed();
        }
    }

    private void acked(ByteBuf in, int from, int to) {
        if (conversation == null) {
            int at = Wire.find(in, from, to, CONV) + CONV.length;
            conversation = in.toString(at, UUID_CHARS, US_ASCII);
            crowd.began(conversation);
        }
        if (unacked != null && !unacked.isEmpty()) {
            crowd.acked(unacked.removeFirst());
            first();
        }
    }
}
