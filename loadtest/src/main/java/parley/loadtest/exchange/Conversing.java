package parley.loadtest.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.loadtest.exchange.Cuts.Cut;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.NackCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.Stream;

/// One connection of a peer, from `hello` to its end.
final class Conversing {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final long SYNC_AFTER = Duration.ofSeconds(1).toNanos();
    private static final long ANSWER_WITHIN = Duration.ofSeconds(10).toNanos();
    private static final long LINGER = Duration.ofMillis(300).toNanos();
    private static final int MOMENT_MILLIS = 30;
    private static final int RETRY_MILLIS = 200;

    /// Codes after which a client stops.
    private static final Set<Integer> TERMINAL = Set.of(1008, 4400, 4401, 4403, 4404, 4409, 4426);

    private final FrameDecoder<ServerFrame> decoder = FrameDecoder.ofServer();
    private final Peer peer;
    private final WebSocketClient socket;
    private final int messages;
    private final long deadline;
    private long heartbeat = Duration.ofSeconds(25).toNanos();
    private long heardAt = System.nanoTime();
    private long progressAt = heardAt;
    private long pingAt = heardAt + heartbeat;
    private long sendNotBefore = heardAt;
    private long sentAt;
    private boolean unanswered;
    private boolean greeted;
    private @Nullable Cut cutAtAck;

    /// How a connection ended.
    enum End {
        DONE,
        CUT,
        BROKEN
    }

    /// @param messages how many to hold in the end
    /// @param deadline in nanoseconds of the clock
    Conversing(Peer peer, WebSocketClient socket, int messages, long deadline) {
        this.peer = peer;
        this.socket = socket;
        this.messages = messages;
        this.deadline = deadline;
    }

    /// Talks until everything is said and held, or the connection ends.
    End talk() throws IOException, InterruptedException {
        while (true) {
            var end = receive(socket.next(TICK));
            if (end == null) {
                end = act(System.nanoTime());
            }
            if (end != null) {
                return end;
            }
        }
    }

    // ---- what comes
    // ------------------------------------------------------------------------------

    private @Nullable End receive(@Nullable Received received) throws IOException {
        return switch (received) {
            case null -> null;
            case Received.Text(var text) -> decoded(decoder.decode(utf8(text)));
            case Received.Closed(int code, var reason) -> {
                if (TERMINAL.contains(code)) {
                    peer.violated("closed with " + code + " " + reason);
                }
                yield End.BROKEN;
            }
        };
    }

    private @Nullable End decoded(Decoded<ServerFrame> decoded) throws IOException {
        heardAt = System.nanoTime();
        if (!(decoded instanceof Decoded.Frame<ServerFrame>(var frame))) {
            peer.violated("not a frame of the protocol: " + decoded);
            return null;
        }
        if (frame instanceof ServerFrame.Ack ack) {
            peer.violated(peer.sends().announced(ack.cmid(), ack.seq()));
            if (isCutAt(ack.cmid())) {
                peer.cuts().made();
                socket.reset();
                return End.CUT;
            }
        }
        var answer = peer.side().react(frame, peer.holding());
        if (answer != null) {
            socket.send(answer);
        }
        return handled(frame);
    }

    private boolean isCutAt(ClientMessageId cmid) {
        var current = peer.sends().current();
        return cutAtAck != null && current != null && current.cmid().equals(cmid);
    }

    private @Nullable End handled(ServerFrame frame) throws IOException {
        switch (frame) {
            case ServerFrame.Hello hello -> {
                heartbeat = Duration.ofSeconds(hello.heartbeatSeconds()).toNanos();
                pingAt = heardAt + heartbeat;
                if (!greeted) { // a later hello only changes the interval
                    greeted = true;
                    socket.send(peer.side().connect(peer.holding()));
                }
            }
            case ServerFrame.Logged entry when entry.stream() == Stream.PUBLIC -> logged(entry);
            case ServerFrame.Ack ack -> acked(ack);
            case ServerFrame.Nack nack -> nacked(nack);
            case ServerFrame.Live(_, var stream, var seq) when stream == Stream.PUBLIC ->
                    peer.holding().knows(seq);
            case ServerFrame.Reset reset -> peer.violated("reset: " + reset.reason());
            case ServerFrame.Pong(_, var heads) -> heads.values().forEach(peer.holding()::knows);
            case ServerFrame.Failed failed -> failed(failed);
            case ServerFrame.Goaway _ -> {
                return End.BROKEN;
            }
            default -> {}
        }
        return null;
    }

    private void logged(ServerFrame.Logged entry) {
        long before = peer.holding().have();
        peer.violated(
                peer.holding()
                        .take(
                                new Holding.Held(
                                        entry.seq(),
                                        entry.kind().wireName(),
                                        entry.actor().kind().wireName(),
                                        entry.body())));
        if (peer.holding().have() > before) {
            progressAt = heardAt;
        }
    }

    private void acked(ServerFrame.Ack ack) {
        peer.sends().acked(ack.cmid(), ack.seq());
        peer.holding().knows(ack.seq());
        unanswered = false;
    }

    private void nacked(ServerFrame.Nack nack) {
        unanswered = false;
        int pause = nack.retryMs() == null ? RETRY_MILLIS : nack.retryMs();
        sendNotBefore = heardAt + Duration.ofMillis(pause).toNanos();
        if (nack.code().definite() && nack.code() != NackCode.RATE_LIMITED) {
            peer.violated("nack " + nack.code().wireName());
        }
    }

    private void failed(ServerFrame.Failed failed) {
        if (failed.code() != ErrorCode.UNAVAILABLE && failed.code() != ErrorCode.RATE_LIMITED) {
            peer.violated("error " + failed.code().wireName() + " " + failed.message());
        }
    }

    // ---- what goes
    // -------------------------------------------------------------------------------

    private @Nullable End act(long now) throws IOException, InterruptedException {
        if (peer.givenUp() || now > deadline) {
            return End.BROKEN;
        }
        if (done() && now - progressAt > LINGER) {
            return End.DONE;
        }
        if (now - heardAt > 2 * heartbeat || (unanswered && now - sentAt > ANSWER_WITHIN)) {
            return End.BROKEN;
        }
        if (now >= pingAt) {
            pingAt = now + (long) (heartbeat * (0.8 + 0.4 * peer.random().nextDouble()));
            socket.send(peer.side().ping(now / 1_000_000, peer.holding()));
        }
        syncOnHole(now);
        return peer.side().attached() && !unanswered && now >= sendNotBefore ? sendNext(now) : null;
    }

    private boolean done() {
        return peer.sends().done()
                && !peer.holding().incomplete()
                && peer.holding().messages() >= messages;
    }

    private void syncOnHole(long now) throws IOException {
        var conversation = peer.side().conversation();
        if (conversation != null
                && peer.side().attached()
                && peer.holding().incomplete()
                && now - progressAt > SYNC_AFTER) {
            progressAt = now;
            peer.synced();
            socket.send(peer.side().sync(conversation, peer.holding().have()));
        }
    }

    private @Nullable End sendNext(long now) throws IOException, InterruptedException {
        var message = peer.sends().current();
        if (message == null) {
            return null;
        }
        boolean first = peer.sends().attempt();
        var frame = peer.side().send(message);
        var cut = first ? peer.cuts().of(message.index()) : null;
        unanswered = true;
        sentAt = now;
        return cut == null ? whole(frame) : cut(frame, cut);
    }

    private @Nullable End whole(byte[] frame) throws IOException {
        socket.send(frame);
        return null;
    }

    private @Nullable End cut(byte[] frame, Cut cut) throws IOException, InterruptedException {
        switch (cut.kind()) {
            case IN_THE_FRAME -> socket.sendPart(frame, cut.fraction());
            case RIGHT_AFTER -> socket.send(frame);
            case A_MOMENT_AFTER -> {
                socket.send(frame);
                Thread.sleep((long) (cut.fraction() * MOMENT_MILLIS));
            }
            case BEFORE_READING_THE_ACK -> {
                cutAtAck = cut;
                return whole(frame);
            }
        }
        peer.cuts().made();
        socket.reset();
        return End.CUT;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
