package parley.loadtest.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Stranger;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;

/// One visitor's conversation: a tab that writes, and tabs that read until they are told to stop
/// reading. Straight to a node, for a proxy would read for them. Confined to one thread, but for
/// what the tabs take.
final class Audience implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int RECEIVE_BUFFER = 4_096;

    private final FrameEncoder encoder = new FrameEncoder();
    private final FrameDecoder<ServerFrame> decoder = FrameDecoder.ofServer();
    private final LinkedBlockingQueue<ServerFrame> told = new LinkedBlockingQueue<>(10_000);
    private final List<WebSocketClient> readers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger seen = new AtomicInteger();
    private final WebSocketClient writer;
    private final ConversationId conversation;
    private volatile boolean reading = true;

    /// @param tabs that read
    Audience(Node node, Stranger visitor, int tabs) throws IOException, InterruptedException {
        this(node.visitorAddress().getPort(), node.visitorAddress().getPort(), visitor, tabs);
    }

    /// @param writesAt port that the writer dials
    /// @param readsAt port that the tabs dial
    /// @param tabs that read
    Audience(int writesAt, int readsAt, Stranger visitor, int tabs)
            throws IOException, InterruptedException {
        this.writer =
                WebSocketClient.dial(
                        at(writesAt, visitor), visitor.origin(), WITHIN, this::written);
        writer.send(visitor.connect());
        var token = await(ServerFrame.Ready.class).token();
        write(null, "hello");
        this.conversation = await(ServerFrame.Ack.class).conversation();
        for (int tab = 0; tab < tabs; tab++) {
            var reader =
                    WebSocketClient.dial(
                            at(readsAt, visitor),
                            visitor.origin(),
                            WITHIN,
                            RECEIVE_BUFFER,
                            this::read);
            readers.add(reader);
            reader.send(visitor.another().comesBack(token));
        }
        Thread.ofVirtual().name("audience-heartbeat").start(this::beat);
    }

    private static URI at(int port, Stranger visitor) {
        return URI.create("ws://127.0.0.1:" + port + visitor.path());
    }

    /// Who does not read still shows that it is there: it shall end for being slow, not for being
    /// silent.
    private void beat() {
        var ping = new FrameEncoder().encode(new ClientFrame.Ping(1, Map.of()));
        var standing = Stream.concat(Stream.of(writer), readers.stream()).toList();
        try {
            while (!over.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                standing = standing.stream().filter(tab -> sent(tab, ping)).toList();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the connection still stands.
    private static boolean sent(WebSocketClient tab, byte[] frame) {
        try {
            tab.send(frame);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Says something long.
    void say(String text) throws IOException {
        write(conversation, text);
    }

    /// Nobody reads any more: the kernel's buffers fill, and then the gateway's.
    void stopReading() {
        reading = false;
    }

    /// Messages that the tabs took, in all.
    int seen() {
        return seen.get();
    }

    private void write(@Nullable ConversationId into, String text) throws IOException {
        writer.send(
                encoder.encode(
                        new ClientFrame.Send(
                                new ClientMessageId(UUID.randomUUID()),
                                into,
                                false,
                                new MessageText(text))));
    }

    /// On the writer's reading thread.
    private void written(Received what) {
        var frame = frame(what);
        if (frame instanceof ServerFrame.Ready || frame instanceof ServerFrame.Ack) {
            var _ = told.offer(frame);
        }
    }

    /// On a reader's reading thread.
    private void read(Received what) throws InterruptedException {
        if (!reading) {
            over.await();
        }
        if (frame(what) instanceof ServerFrame.Logged) {
            seen.incrementAndGet();
        }
    }

    private @Nullable ServerFrame frame(Received what) {
        return what instanceof Received.Text(var text)
                        && decoder.decode(text.getBytes(StandardCharsets.UTF_8))
                                instanceof Decoded.Frame<ServerFrame>(var frame)
                ? frame
                : null;
    }

    private <T extends ServerFrame> T await(Class<T> kind)
            throws IOException, InterruptedException {
        var frame = told.poll(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        if (!kind.isInstance(frame)) {
            throw new IOException("no " + kind.getSimpleName() + " but " + frame);
        }
        return kind.cast(frame);
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        for (var reader : readers) {
            reader.reset();
        }
        writer.close();
    }
}
