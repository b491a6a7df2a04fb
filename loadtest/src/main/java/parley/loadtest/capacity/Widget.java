package parley.loadtest.capacity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import parley.loadtest.crowd.Backoff;
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
    private static final byte[] GIVEN = "\"token\":\"".getBytes(US_ASCII);
    private static final int UUID_CHARS = 36;
    private static final int ABNORMAL = 1006;
    private static final int MOST_UNACKED = 64;

    private final Crowd crowd;
    private final int number;
    private final int gate;
    private final long dialled;
    private final long lostAt;
    private long readyAt;
    private boolean ready;
    private @Nullable Backoff backoff;
    private @Nullable String token;
    private @Nullable String conversation;

    /// Sends whose ack is awaited, one at a time: the first is on the wire.
    private @Nullable Deque<Long> unacked;

    /// @param gate which gateway it dials
    Widget(Crowd crowd, int number, int gate) {
        this.crowd = crowd;
        this.number = number;
        this.gate = gate;
        this.dialled = crowd.micros();
        this.lostAt = 0;
    }

    /// The same visitor, who dials another gateway.
    ///
    /// @param lostAt when it lost the first one
    Widget(Widget before, int gate, long lostAt) {
        this.crowd = before.crowd;
        this.number = before.number;
        this.gate = gate;
        this.dialled = crowd.micros();
        this.lostAt = lostAt;
        this.backoff = before.backoff;
        this.token = before.token;
        this.conversation = before.conversation;
        this.unacked = before.unacked;
    }

    int number() {
        return number;
    }

    int gate() {
        return gate;
    }

    /// When it lost a gateway and has found none since; 0 if it never did.
    long lostAt() {
        return lostAt;
    }

    /// Nanoseconds until a browser would dial again.
    long waits(boolean wasReady, RandomGenerator random) {
        backoff = backoff == null ? new Backoff(random) : backoff;
        long live = wasReady ? TimeUnit.MICROSECONDS.toNanos(crowd.micros() - readyAt) : 0;
        return backoff.after(ABNORMAL, live);
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
        if (ready && unacked != null && !unacked.isEmpty()) {
            write(crowd.message(number, conversation, unacked.getFirst()));
        }
    }

    @Override
    protected ByteBuf upgrade() {
        return crowd.upgrade(gate);
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
        boolean was = ready;
        ready = false;
        crowd.ended(this, was);
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
                write(crowd.connect(number, token));
            }
        } else if (Wire.at(in, type, READY)) {
            ready(in, type, to);
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

    /// What waits for an ack is sent again, under the same id.
    private void ready(ByteBuf in, int from, int to) {
        ready = true;
        readyAt = crowd.micros();
        int at = Wire.find(in, from, to, GIVEN);
        if (at >= 0) {
            int begin = at + GIVEN.length;
            token = in.toString(begin, in.indexOf(begin, to, (byte) '"') - begin, US_ASCII);
        }
        crowd.ready(dialled, lostAt);
        first();
    }

    private void acked(ByteBuf in, int from, int to) {
        if (conversation == null) {
            int at = Wire.find(in, from, to, CONV) + CONV.length;
            conversation = in.toString(at, UUID_CHARS, US_ASCII);
            crowd.began(conversation);
        }
        if (unacked != null && !unacked.isEmpty()) {
            long due = unacked.removeFirst();
            crowd.acked(due, lostAt > 0 && due < readyAt);
            first();
        }
    }
}
