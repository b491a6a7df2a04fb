package parley.loadtest.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import parley.loadtest.thin.ThinConnection;
import parley.loadtest.thin.Wire;

/// One tab: dials, greets, counts every frame that comes once it is LIVE, and dials again when its
/// connection ends. Confined to the crowd's event loop.
final class Widget {
    private static final byte[] TYPE = "{\"type\":\"".getBytes(US_ASCII);
    private static final byte[] HELLO = "hello\"".getBytes(US_ASCII);
    private static final byte[] READY = "ready\"".getBytes(US_ASCII);
    private static final byte[] PONG = "pong\"".getBytes(US_ASCII);
    private static final byte[] DECISION = "decision\"".getBytes(US_ASCII);
    private static final byte[] T = "\"t\":".getBytes(US_ASCII);
    private static final byte[] AVAILABLE = "\"state\":\"available\"".getBytes(US_ASCII);

    private final Crowd crowd;
    private final int number;
    private final Place place;
    private @Nullable Link link;
    private boolean available;
    private Heard heard = new Heard();

    Widget(Crowd crowd, int number, Place place) {
        this.crowd = crowd;
        this.number = number;
        this.place = place;
    }

    /// What came since it was asked to count anew.
    static final class Heard {
        int pushes;
        long lastPushMicros;

        /// Frames that are neither pushes nor answers.
        int strays;

        /// Pings without a pong, on connections that did not end.
        int unanswered;

        /// When it was LIVE again, if its connection ended; else 0.
        long backMicros;

        boolean cut;
    }

    Place place() {
        return place;
    }

    int number() {
        return number;
    }

    /// Whether it is LIVE.
    boolean live() {
        return link != null && link.live;
    }

    /// Whether the last it was told is that the team is there.
    boolean available() {
        return available;
    }

    Heard heard() {
        return heard;
    }

    /// What is under way stays owed.
    void countAnew() {
        int unanswered = heard.unanswered;
        heard = new Heard();
        heard.unanswered = unanswered;
    }

    /// A connection that is about to be made.
    ThinConnection newLink() {
        link = new Link();
        return link;
    }

    void ping(long due) {
        if (link != null && link.live) {
            heard.unanswered++;
            link.write(Wire.text("{\"type\":\"ping\",\"t\":" + due + "}"));
        }
    }

    void close() {
        if (link != null) {
            link.close();
        }
    }

    private final class Link extends ThinConnection {
        private boolean live;

        @Override
        protected ByteBuf upgrade() {
            return crowd.upgrade(place);
        }

        @Override
        protected void text(ByteBuf in, int from, int to) {
            int type = from + TYPE.length;
            if (!live && Wire.at(in, type, HELLO)) {
                write(crowd.connect(Widget.this));
            } else if (!live && Wire.at(in, type, READY)) {
                ready(in, type, to);
            } else if (Wire.at(in, type, PONG)) {
                heard.unanswered--;
                crowd.ponged(place, Wire.number(in, Wire.find(in, type, to, T) + T.length));
            } else if (Wire.at(in, type, DECISION)) {
                heard.pushes++;
                heard.lastPushMicros = crowd.micros();
                available = Wire.find(in, type, to, AVAILABLE) >= 0;
                crowd.pushed(place);
            } else {
                heard.strays++;
                crowd.problem("stray " + in.toString(from, Math.min(60, to - from), US_ASCII));
            }
        }

        private void ready(ByteBuf in, int from, int to) {
            live = true;
            available = Wire.find(in, from, to, AVAILABLE) >= 0;
            if (heard.cut) {
                heard.backMicros = crowd.micros();
            }
            crowd.live();
        }

        @Override
        protected void closed(int code, String reason) {
            crowd.problem("closed with " + code + " " + reason);
        }

        @Override
        protected void failed(Throwable cause) {
            crowd.failed(cause);
        }

        @Override
        protected void ended() {
            heard.cut = true;
            heard.unanswered = 0;
            link = null;
            crowd.ended(Widget.this, live);
        }
    }
}
