package parley.loadtest.desk;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.ActorView;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;

/// One agent with the inboxes' lists open, who watches every conversation that appears and answers
/// each message that begins with the run's mark. Counts independently of the load generator.
/// Confined to its own virtual thread, but for the counts.
public final class AgentDesk implements AutoCloseable {
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(200);

    /// What an agent takes to answer, at least. Nothing promises that the ack of a message comes
    /// before the answer to it, and Gatling's checks want it so.
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final FrameDecoder<ServerFrame> decoder = FrameDecoder.ofServer();
    private final FrameEncoder encoder = new FrameEncoder();
    private final Share share;
    private final WebSocketClient socket;
    private final Consumer<String> listener;
    private final Set<ConversationId> watched = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger acked = new AtomicInteger();
    private volatile @Nullable String problem;
    private volatile boolean closed;

    private AgentDesk(WebSocketClient socket, Share share, Consumer<String> listener) {
        this.socket = socket;
        this.share = share;
        this.listener = listener;
    }

    /// Which conversations a desk answers: those whose last message begins with the run's mark, and
    /// of them this seat's part.
    ///
    /// @param seat from 0
    public record Share(String mark, int seat, int seats) {
        boolean holds(ServerFrame.Row row) {
            return row.preview().startsWith(mark)
                    && Math.floorMod(row.conversation().hashCode(), seats) == seat;
        }
    }

    /// Takes a seat.
    ///
    /// @param node `ws://host:port` of an agent listener
    /// @param inboxes as [#inboxes] tells them
    /// @param listener is told each message of this run, once, when it comes
    public static AgentDesk open(
            URI node, String token, List<InboxId> inboxes, Share share, Consumer<String> listener)
            throws IOException {
        var socket = WebSocketClient.dial(node.resolve("/v1/agent"), null, DIAL_WITHIN);
        var desk = new AgentDesk(socket, share, listener);
        socket.send(
                desk.encoder.encode(new AgentFrame.Connect(1, token, inboxes, List.of(), null)));
        Thread.ofVirtual().name("agent-desk").start(desk::work);
        return desk;
    }

    /// The inboxes a token may see.
    ///
    /// @throws IOException if the token is refused
    public static List<InboxId> inboxes(URI node, String token)
            throws IOException, InterruptedException {
        var encoder = new FrameEncoder();
        var decoder = FrameDecoder.ofServer();
        try (var socket = WebSocketClient.dial(node.resolve("/v1/agent"), null, DIAL_WITHIN)) {
            socket.send(
                    encoder.encode(new AgentFrame.Connect(1, token, List.of(), List.of(), null)));
            while (true) {
                switch (socket.next(DIAL_WITHIN)) {
                    case null -> throw new IOException("no ready within " + DIAL_WITHIN);
                    case Received.Closed(int code, var reason) ->
                            throw new IOException("closed with " + code + " " + reason);
                    case Received.Text(var text) -> {
                        if (decoder.decode(utf8(text))
                                        instanceof Decoded.Frame<ServerFrame>(var frame)
                                && frame instanceof ServerFrame.AgentReady ready) {
                            return ready.inboxes().stream().map(ServerFrame.InboxName::id).toList();
                        }
                    }
                }
            }
        }
    }

    /// Messages of this run that came, each counted once.
    public int heard() {
        return heard.get();
    }

    /// Answers that were acknowledged.
    public int acked() {
        return acked.get();
    }

    /// What went wrong, or null.
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }

    private void work() {
        try {
            long pingAt = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!closed) {
                switch (socket.next(TICK)) {
                    case null -> {}
                    case Received.Text(var text) -> decoded(decoder.decode(utf8(text)));
                    case Received.Closed(int code, var reason) -> {
                        fail("closed with " + code + " " + reason);
                        return;
                    }
                }
                if (System.nanoTime() > pingAt) {
                    pingAt = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                    socket.send(encoder.encode(new AgentFrame.Ping(pingAt / 1_000_000, Map.of())));
                }
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void decoded(Decoded<ServerFrame> decoded) throws IOException {
        if (!(decoded instanceof Decoded.Frame<ServerFrame>(var frame))) {
            fail("not a frame of the protocol: " + decoded);
            return;
        }
        switch (frame) {
            case ServerFrame.Heads heads -> {
                for (var row : heads.rows()) {
                    watch(row);
                }
            }
            case ServerFrame.RowChanged(var row) -> watch(row);
            case ServerFrame.Logged entry -> logged(entry);
            case ServerFrame.Ack _ -> acked.incrementAndGet();
            case ServerFrame.Nack nack -> fail("nack " + nack.code().wireName());
            default -> {}
        }
    }

    /// Rows whose preview is not of this run are other people's.
    private void watch(ServerFrame.Row row) throws IOException {
        if (share.holds(row) && watched.add(row.conversation())) {
            socket.send(encoder.encode(new AgentFrame.Watch(row.conversation(), 0, 0, null)));
        }
    }

    private void logged(ServerFrame.Logged entry) throws IOException {
        if (entry.kind() == EntryKind.MESSAGE
                && entry.actor().kind() == ActorView.Kind.VISITOR
                && entry.body().startsWith(share.mark)
                && answered.add(entry.body())) {
            heard.incrementAndGet();
            listener.accept(entry.body());
            LockSupport.parkNanos(MOMENT.toNanos());
            socket.send(
                    encoder.encode(
                            new AgentFrame.Send(
                                    new ClientMessageId(UUID.randomUUID()),
                                    entry.conversation(),
                                    new MessageText("re: " + entry.body()))));
        }
    }

    private void fail(String what) {
        if (!closed && problem == null) {
            problem = what;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
