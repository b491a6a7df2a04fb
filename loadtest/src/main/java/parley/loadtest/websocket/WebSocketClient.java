package parley.loadtest.websocket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client's connection (RFC 6455 over a plain socket). A virtual thread reads; at most
/// [#MAX_UNREAD] messages wait to be taken, then TCP holds the server back. Everything else may be
/// called from one thread at a time.
public final class WebSocketClient implements AutoCloseable {
    private static final int MAX_UNREAD = 10_000;
    private static final int NO_STATUS = 1005;
    private static final int ABNORMAL = 1006;

    private final Socket socket;
    private final OutputStream out;
    private final BlockingQueue<Received> received;
    private final Taker taker;

    private WebSocketClient(Socket socket, BlockingQueue<Received> received, Taker taker)
            throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.received = received;
        this.taker = taker;
    }

    /// Takes what comes, on the thread that reads; while it waits, TCP holds the server back.
    public interface Taker {
        void take(Received received) throws InterruptedException;
    }

    /// Connects and upgrades.
    ///
    /// @param address `ws://host:port/path`
    /// @param origin of the page that connects; null: none
    /// @throws java.net.ConnectException if nobody listens there
    /// @throws HandshakeRefused if the answer is not 101
    public static WebSocketClient dial(URI address, @Nullable String origin, Duration within)
            throws IOException {
        var received = new LinkedBlockingQueue<Received>(MAX_UNREAD);
        return dial(new Socket(), address, origin, within, received, received::put);
    }

    /// Connects and upgrades; what comes is taken as it comes, and [#next] brings nothing.
    public static WebSocketClient dial(
            URI address, @Nullable String origin, Duration within, Taker taker) throws IOException {
        return dial(new Socket(), address, origin, within, new LinkedBlockingQueue<>(1), taker);
    }

    /// As above, over a socket that holds little for a reader who lags.
    ///
    /// @param receiveBuffer bytes that the kernel holds for it, about
    public static WebSocketClient dial(
            URI address, @Nullable String origin, Duration within, int receiveBuffer, Taker taker)
            throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        return dial(socket, address, origin, within, new LinkedBlockingQueue<>(1), taker);
    }

    private static WebSocketClient dial(
            Socket socket,
            URI address,
            @Nullable String origin,
            Duration within,
            BlockingQueue<Received> received,
            Taker taker)
            throws IOException {
        try {
            int millis = (int) within.toMillis();
            int port = address.getPort() == -1 ? 80 : address.getPort();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.getHost(), port), millis);
            socket.setSoTimeout(millis);
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            Handshake.perform(address, origin, in, socket.getOutputStream());
            socket.setSoTimeout(0);
            var client = new WebSocketClient(socket, received, taker);
            Thread.ofVirtual().name("websocket-read").start(() -> client.read(in));
            return client;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Sends one text message.
    public void send(byte[] utf8) throws IOException {
        write(WebSocketFrame.TEXT, utf8);
    }

    /// Sends the first part of a text message's bytes, and nothing more: what is left of a peer
    /// that dies in mid-send.
    ///
    /// @param fraction of the bytes, 0 to 1
    public void sendPart(byte[] utf8, double fraction) throws IOException {
        var frame = WebSocketFrame.masked(WebSocketFrame.TEXT, utf8, mask());
        out.write(frame, 0, (int) (frame.length * fraction));
        out.flush();
    }

    /// The next thing received, or null if nothing came in time.
    public @Nullable Received next(Duration within) throws InterruptedException {
        return received.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Ends TCP with RST: what is under way in either direction is lost.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /// Sends a close frame with 1000 and ends TCP.
    @Override
    public void close() throws IOException {
        if (!socket.isClosed()) {
            try {
                write(WebSocketFrame.CLOSE, new byte[] {0x03, (byte) 0xE8});
            } finally {
                socket.close();
            }
        }
    }

    private synchronized void write(int opcode, byte[] payload) throws IOException {
        out.write(WebSocketFrame.masked(opcode, payload, mask()));
        out.flush();
    }

    private static int mask() {
        return ThreadLocalRandom.current().nextInt();
    }

    private void read(DataInputStream in) {
        try {
            taker.take(readToTheEnd(in));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Received readToTheEnd(DataInputStream in) throws InterruptedException {
        try {
            var message = new ByteArrayOutputStream();
            while (true) {
                var frame = WebSocketFrame.read(in);
                switch (frame.opcode()) {
                    case WebSocketFrame.TEXT, WebSocketFrame.CONTINUATION -> {
                        message.writeBytes(frame.payload());
                        if (frame.last()) {
                            taker.take(new Received.Text(message.toString(StandardCharsets.UTF_8)));
                            message.reset();
                        }
                    }
                    case WebSocketFrame.PING -> write(WebSocketFrame.PONG, frame.payload());
                    case WebSocketFrame.PONG -> {}
                    case WebSocketFrame.CLOSE -> {
                        return closed(frame.payload());
                    }
                    default -> throw new IOException("opcode " + frame.opcode());
                }
            }
        } catch (IOException e) {
            return new Received.Closed(ABNORMAL, String.valueOf(e.getMessage()));
        }
    }

    private static Received closed(byte[] payload) {
        if (payload.length < 2) {
            return new Received.Closed(NO_STATUS, "");
        }
        int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        var reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        return new Received.Closed(code, reason);
    }

    /// The server did not upgrade.
    public static final class HandshakeRefused extends IOException {
        /// @param status line of the answer
        HandshakeRefused(String status) {
            super(status);
        }

        /// The number in the status line; 0 if there is none.
        public int status() {
            var words = String.valueOf(getMessage()).split(" ", 3);
            return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
        }
    }
}
