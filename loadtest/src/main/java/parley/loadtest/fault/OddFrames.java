package parley.loadtest.fault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

/// Row 42: claims that cannot be true, and other people's conversations.
final class OddFrames implements Fault {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int CONNECT_TWICE = 4400;

    @Override
    public int row() {
        return 42;
    }

    @Override
    public String what() {
        return "have beyond the head, a wrong epoch, a foreign conversation";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var visitor = site.crowd().stranger();
        var foreign = foreign(site, visitor.portal());
        String token;
        ConversationId own;
        String epoch;
        try (var probe = new Probe(site, visitor)) {
            var ready = probe.greet(visitor.connect());
            token = ready.token();
            own = probe.begin();
            site.measured(Figure.fact("foreign sync says nothing", probe.denies(foreign)));
            site.measured(Figure.fact("foreign send is refused", probe.refuses(foreign)));
            probe.send(visitor.connect());
            site.measured(Figure.fact("second connect closes", probe.closes() == CONNECT_TWICE));
        }
        try (var probe = new Probe(site, visitor)) {
            var ready = probe.greet(visitor.resume(token, own.value(), 0, ""));
            epoch = ready.conversations().getFirst().epoch();
        }
        try (var probe = new Probe(site, visitor)) {
            var _ = probe.greet(visitor.resume(token, own.value(), 99, epoch));
            site.measured(Figure.fact("have beyond the head resets", probe.resets(own)));
        }
        try (var probe = new Probe(site, visitor)) {
            var other = UUID.randomUUID().toString();
            var _ = probe.greet(visitor.resume(token, own.value(), 1, other));
            site.measured(Figure.fact("a wrong epoch resets", probe.resets(own)));
        }
        try (var probe = new Probe(site, visitor)) {
            var _ = probe.greet(visitor.resume(token, foreign.value(), 0, epoch));
            site.measured(Figure.fact("foreign resume says nothing", probe.denies(foreign)));
        }
    }

    private static ConversationId foreign(Site site, UUID portal) throws SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement =
                        connection.prepareStatement(
                                "SELECT id FROM conversation WHERE portal <> ? LIMIT 1")) {
            statement.setObject(1, portal);
            try (var row = statement.executeQuery()) {
                row.next();
                return new ConversationId(row.getObject(1, UUID.class));
            }
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of();
    }

    /// One connection that says what it is told to.
    private static final class Probe implements AutoCloseable {
        private final FrameEncoder encoder = new FrameEncoder();
        private final FrameDecoder<ServerFrame> decoder = FrameDecoder.ofServer();
        private final WebSocketClient socket;
        private int closedWith;

        Probe(Site site, Stranger visitor) throws IOException {
            var node = site.anyNode();
            var address =
                    URI.create("ws://127.0.0.1:" + node.links().visitors().port() + visitor.path());
            socket = WebSocketClient.dial(address, visitor.origin(), WITHIN);
        }

        ServerFrame.Ready greet(byte[] connect) throws IOException, InterruptedException {
            send(connect);
            if (await(ServerFrame.Ready.class::isInstance) instanceof ServerFrame.Ready ready) {
                return ready;
            }
            throw new IOException("no ready");
        }

        ConversationId begin() throws IOException, InterruptedException {
            send(null, "odd");
            if (await(ServerFrame.Ack.class::isInstance) instanceof ServerFrame.Ack ack) {
                return ack.conversation();
            }
            throw new IOException("no ack");
        }

        boolean denies(ConversationId foreign) throws IOException, InterruptedException {
            send(encoder.encode(new ClientFrame.Sync(foreign, 0, 200)));
            send(encoder.encode(new ClientFrame.Ping(1, java.util.Map.of())));
            var first =
                    await(it ->
                            it instanceof ServerFrame.Pong
                                    || (it instanceof ServerFrame.Logged entry
                                            && entry.conversation().equals(foreign)));
            return first instanceof ServerFrame.Pong;
        }

        boolean refuses(ConversationId foreign) throws IOException, InterruptedException {
            send(foreign, "not mine");
            var answer =
                    await(it -> it instanceof ServerFrame.Nack || it instanceof ServerFrame.Ack);
            return answer instanceof ServerFrame.Nack nack && nack.code().definite();
        }

        boolean resets(ConversationId own) throws InterruptedException {
            return await(it ->
                    it instanceof ServerFrame.Reset reset && reset.conversation().equals(own))
                    != null;
        }

        int closes() throws InterruptedException {
            var _ = await(_ -> false);
            return closedWith;
        }

        private void send(@Nullable ConversationId conversation, String text) throws IOException {
            send(
                    encoder.encode(
                            new ClientFrame.Send(
                                    new ClientMessageId(UUID.randomUUID()),
                                    conversation,
                                    false,
                                    new MessageText(text))));
        }

        void send(byte[] frame) throws IOException {
            socket.send(frame);
        }

        /// The first frame like this; null if the connection ends before, or none comes in time.
        private @Nullable ServerFrame await(Predicate<ServerFrame> like)
                throws InterruptedException {
            while (true) {
                switch (socket.next(WITHIN)) {
                    case null -> {
                        return null;
                    }
                    case Received.Closed(int code, _) -> {
                        closedWith = code;
                        return null;
                    }
                    case Received.Text(var text) -> {
                        var decoded = decoder.decode(text.getBytes(StandardCharsets.UTF_8));
                        if (decoded instanceof Decoded.Frame<ServerFrame>(var frame)
                                && like.test(frame)) {
                            return frame;
                        }
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
