package parley.loadtest.exchange;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import parley.protocol.frame.ActorView;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.AgentStatus;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ConversationStatus;
import parley.protocol.frame.DecisionView;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;

/// A gateway for one visitor and one conversation, in memory, that can be told to break the
/// contract: what the exchange program must notice.
final class FakeGateway implements AutoCloseable {
    private final ServerSocket listener;
    private final Fault fault;
    private final FrameEncoder encoder = new FrameEncoder();
    private final ConversationId conversation = new ConversationId(UUID.randomUUID());
    private final VisitorId visitor = new VisitorId(UUID.randomUUID());
    private final AgentId agent = new AgentId(UUID.randomUUID());
    private final InboxId inbox = new InboxId(UUID.randomUUID());
    private final List<ServerFrame.Logged> log = new ArrayList<>();
    private final Map<ClientMessageId, Long> seqs = new HashMap<>();
    private final List<Connection> watching = new CopyOnWriteArrayList<>();

    /// A way to break the contract.
    enum Fault {
        NONE,
        /// A send that is repeated is stored again.
        FORGETS_IDS,
        /// Every fiftieth message is acknowledged and not stored.
        ACKS_WITHOUT_STORING,
        /// A resumed connection gets its first missing entry with another text.
        REWRITES_HISTORY,
        /// Every fiftieth entry is not sent live: the client must ask for it. No violation.
        LOSES_DOORBELLS
    }

    FakeGateway(Fault fault) throws IOException {
        this.fault = fault;
        this.listener =
                new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var connection = new Connection(socket, upgraded(in, socket));
            try {
                connection.send(new ServerFrame.Hello(25, 16_384, 4_000, "fake"));
                while (connection.handle(message(in))) {}
            } finally {
                watching.remove(connection);
            }
        } catch (IOException e) {
            // cut
        }
    }

    /// @return whether the peer is a visitor
    private static boolean upgraded(DataInputStream in, Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        var key = head.toString().replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
        socket.getOutputStream()
                .write(
                        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                                        + "\r\nSec-WebSocket-Accept: "
                                        + accept(key)
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return head.toString().startsWith("GET /v1/chat/");
    }

    private static String accept(String key) {
        try {
            var guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + guid).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One masked text message; a close frame ends the stream.
    private static byte[] message(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte() & 0x7F;
        var mask = new byte[4];
        int size = length == 126 ? in.readUnsignedShort() : length;
        in.readFully(mask);
        var payload = new byte[size];
        in.readFully(payload);
        if (opcode == 8) {
            throw new IOException("closed");
        }
        for (int i = 0; i < size; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private synchronized ServerFrame.Ack store(
            ClientMessageId cmid, ActorView actor, MessageText text) {
        var before = fault == Fault.FORGETS_IDS ? null : seqs.get(cmid);
        if (before != null) {
            return new ServerFrame.Ack(cmid, conversation, before, Instant.EPOCH);
        }
        long seq = log.size() + 1L;
        boolean fiftieth = seq % 50 == 0;
        if (fault == Fault.ACKS_WITHOUT_STORING
                && fiftieth
                && seqs.putIfAbsent(cmid, seq) == null) {
            return new ServerFrame.Ack(cmid, conversation, seq - 1, Instant.EPOCH);
        }
        seqs.put(cmid, seq);
        var entry =
                new ServerFrame.Logged(
                        conversation,
                        Stream.PUBLIC,
                        seq,
                        UUID.randomUUID(),
                        EntryKind.MESSAGE,
                        actor,
                        text.value(),
                        Map.of(),
                        Instant.EPOCH,
                        null);
        log.add(entry);
        if (fault != Fault.LOSES_DOORBELLS || !fiftieth) {
            watching.forEach(it -> it.trySend(entry));
        }
        return new ServerFrame.Ack(cmid, conversation, seq, Instant.EPOCH);
    }

    private synchronized void replay(Connection to, long have) {
        for (long seq = have + 1; seq <= log.size(); seq++) {
            var entry = log.get((int) seq - 1);
            boolean rewritten = fault == Fault.REWRITES_HISTORY && have > 0 && seq == have + 1;
            to.trySend(rewritten ? rewritten(entry) : entry);
        }
        to.trySend(new ServerFrame.Live(conversation, Stream.PUBLIC, log.size()));
        watching.add(to);
    }

    private static ServerFrame.Logged rewritten(ServerFrame.Logged it) {
        return new ServerFrame.Logged(
                it.conversation(),
                it.stream(),
                it.seq(),
                it.id(),
                it.kind(),
                it.actor(),
                it.body() + "!",
                it.data(),
                it.at(),
                it.cmid());
    }

    private synchronized List<ServerFrame.Row> rows() {
        return log.isEmpty()
                ? List.of()
                : List.of(
                        new ServerFrame.Row(
                                inbox,
                                conversation,
                                visitor,
                                ConversationStatus.OPEN,
                                null,
                                log.size(),
                                0,
                                0,
                                "",
                                Instant.EPOCH,
                                null,
                                Instant.EPOCH));
    }

    /// One peer's connection.
    private final class Connection {
        private final Socket socket;
        private final boolean ofVisitor;

        Connection(Socket socket, boolean ofVisitor) {
            this.socket = socket;
            this.ofVisitor = ofVisitor;
        }

        boolean handle(byte[] message) throws IOException {
            if (ofVisitor) {
                var decoded = FrameDecoder.ofVisitors().decode(message);
                return handle(((Decoded.Frame<ClientFrame>) decoded).frame());
            }
            var decoded = FrameDecoder.ofAgents().decode(message);
            return handle(((Decoded.Frame<AgentFrame>) decoded).frame());
        }

        private boolean handle(ClientFrame frame) throws IOException {
            switch (frame) {
                case ClientFrame.Connect connect -> {
                    send(
                            new ServerFrame.Ready(
                                    1, connect.tab(), visitor, "token", nothing(), List.of()));
                    replay(
                            this,
                            connect.resume().isEmpty() ? 0 : connect.resume().getFirst().have());
                }
                case ClientFrame.Send send -> {
                    send(store(send.cmid(), ActorView.of(ActorView.Kind.VISITOR), send.text()));
                    watching.forEach(Connection::sendRows);
                }
                case ClientFrame.Sync sync -> sync(sync.after());
                default -> {}
            }
            return true;
        }

        private boolean handle(AgentFrame frame) throws IOException {
            switch (frame) {
                case AgentFrame.Connect connect -> {
                    var self = new ServerFrame.Self(agent, "Bob", "agent", AgentStatus.AVAILABLE);
                    send(
                            new ServerFrame.AgentReady(
                                    1,
                                    self,
                                    List.of(new ServerFrame.InboxName(inbox, "Support")),
                                    null));
                    if (!connect.inboxes().isEmpty()) {
                        watching.add(this);
                        send(new ServerFrame.Heads(inbox, 1, rows()));
                    }
                    connect.resume().forEach(it -> replay(this, it.have()));
                }
                case AgentFrame.Watch watch -> replay(this, watch.have());
                case AgentFrame.Send send ->
                        send(store(send.cmid(), ActorView.of(ActorView.Kind.AGENT), send.text()));
                case AgentFrame.Sync sync -> sync(sync.after());
                case AgentFrame.Bye _ -> {
                    return false;
                }
                default -> {}
            }
            return true;
        }

        private void sync(long after) throws IOException {
            for (var entry : after(after)) {
                send(entry);
            }
        }

        private void sendRows() {
            if (!ofVisitor) {
                rows().forEach(it -> trySend(new ServerFrame.RowChanged(it)));
            }
        }

        void trySend(ServerFrame frame) {
            try {
                send(frame);
            } catch (IOException e) {
                watching.remove(this);
            }
        }

        synchronized void send(ServerFrame frame) throws IOException {
            var text = encoder.encode(frame);
            var bytes = ByteBuffer.allocate(4 + text.length).put((byte) 0x81);
            if (text.length < 126) {
                bytes.put((byte) text.length);
            } else {
                bytes.put((byte) 126).putShort((short) text.length);
            }
            bytes.put(text);
            socket.getOutputStream().write(bytes.array(), 0, bytes.position());
        }
    }

    private synchronized List<ServerFrame.Logged> after(long seq) {
        return List.copyOf(log.subList((int) Math.min(seq, log.size()), log.size()));
    }

    private static DecisionView nothing() {
        return new DecisionView(
                "0",
                null,
                new DecisionView.AvailabilityView(
                        DecisionView.State.AVAILABLE,
                        DecisionView.Show.CHAT,
                        null,
                        null,
                        null,
                        null),
                null,
                null);
    }
}
