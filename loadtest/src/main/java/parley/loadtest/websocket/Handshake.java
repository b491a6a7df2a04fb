package parley.loadtest.websocket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The upgrade of RFC 6455 §4.1, as a client asks for it.
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    private Handshake() {}

    /// Asks, and reads the answer's head to its end.
    ///
    /// @throws WebSocketClient.HandshakeRefused if the answer is no upgrade
    static void perform(URI address, @Nullable String origin, DataInputStream in, OutputStream out)
            throws IOException {
        var nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        var key = Base64.getEncoder().encodeToString(nonce);
        out.write(request(address, origin, key).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        var head = head(in);
        var status = head.lines().findFirst().orElse("");
        if (!status.startsWith("HTTP/1.1 101 ")) {
            throw new WebSocketClient.HandshakeRefused(status);
        }
        if (head.lines().noneMatch(line -> accepts(line, key))) {
            throw new IOException("the server's Sec-WebSocket-Accept is wrong or missing");
        }
    }

    static String request(URI address, @Nullable String origin, String key) {
        return "GET "
                + address.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + address.getRawAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: "
                + key
                + (origin == null ? "" : "\r\nOrigin: " + origin)
                + "\r\n\r\n";
    }

    /// The answer that proves that the server read the key.
    static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            var digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static boolean accepts(String line, String key) {
        var parts = line.split(":", 2);
        return parts.length == 2
                && parts[0].strip().toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
                && parts[1].strip().equals(accept(key));
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD_BYTES) {
                throw new EOFException("no answer to the upgrade");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
