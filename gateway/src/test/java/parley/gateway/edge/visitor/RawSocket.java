package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A TCP socket that sends exactly the bytes it is given and reads what comes, frame by frame.
/// Knows as little as possible, so that it does not repeat the server's mistakes.
public final class RawSocket implements AutoCloseable {
    private static final int PATIENCE_MS = 15_000;

    private final Socket socket;
    private final DataInputStream in;

    public RawSocket(InetSocketAddress address) {
        this(dialled(address));
    }

    /// @param socket that is connected
    RawSocket(Socket socket) {
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket dialled(InetSocketAddress address) {
        try {
            var socket = new Socket();
            socket.connect(address, PATIENCE_MS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One WebSocket frame as the server sent it.
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, UTF_8);
        }

        /// Of a close frame; 1005 if it has none.
        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    /// @return this
    public RawSocket send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One text message, masked as clients do it.
    ///
    /// @return this
    public RawSocket text(String message) {
        return send(ClientBytes.text(message));
    }

    /// @return false once the peer does not take bytes any more
    public boolean trySend(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// @return this
    public RawSocket send(String ascii) {
        return send(ascii.getBytes(ISO_8859_1));
    }

    /// An HTTP head, up to the empty line.
    public String head() {
        try {
            var head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.readByte());
            }
            return head.toString(ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The status code of an HTTP answer; 0 if the connection ended without one.
    public int status() {
        try {
            return Integer.parseInt(head().split(" ", 3)[1]);
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    public byte[] bytes(int count) {
        try {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next WebSocket frame.
    public Frame frame() {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            var payload = in.readNBytes(length);
            return new Frame(first & 0x0F, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next text message that is of one of these types.
    public String next(String... types) {
        while (true) {
            var frame = frame();
            var text = frame.text();
            if (frame.opcode() == 8) {
                throw new AssertionError(
                        "closed with " + frame.closeCode() + " before " + List.of(types));
            }
            if (Arrays.stream(types).anyMatch(it -> text.contains("\"type\":\"" + it + '"'))) {
                return text;
            }
        }
    }

    /// The code of the close frame, whatever comes before it; 1006 if there is none.
    public int closeCode() {
        try {
            while (true) {
                var frame = frame();
                if (frame.opcode() == 8) {
                    return frame.closeCode();
                }
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return 1006;
            }
            throw e;
        }
    }

    /// How long it takes until the server has closed, whatever it sends before.
    public Duration untilClosed() {
        long begin = System.nanoTime();
        try {
            while (in.read() >= 0) {}
        } catch (SocketException _) {
            // reset: closed too
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /// Ends with RST instead of FIN.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// No byte is read from now on: the window closes.
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
