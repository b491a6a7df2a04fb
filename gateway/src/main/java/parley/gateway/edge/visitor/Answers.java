package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/// The bytes of the HTTP answers. Errors say nothing but their status, and always end the
/// connection.
final class Answers {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String RETRY_SECONDS = "5";

    private Answers() {}

    static ByteBuf refusal(HttpStatus status) {
        var extra =
                switch (status) {
                    case METHOD_NOT_ALLOWED -> "allow: GET\r\n";
                    case UPGRADE_REQUIRED -> "upgrade: websocket\r\nsec-websocket-version: 13\r\n";
                    case TOO_MANY_REQUESTS, UNAVAILABLE -> "retry-after: " + RETRY_SECONDS + "\r\n";
                    case OK,
                            NOT_MODIFIED,
                            BAD_REQUEST,
                            FORBIDDEN,
                            NOT_FOUND,
                            URI_TOO_LONG,
                            HEADERS_TOO_LARGE ->
                            "";
                };
        return ascii(
                status.line()
                        + "\r\n"
                        + extra
                        + "content-length: 0\r\nconnection: close\r\n"
                        + "x-content-type-options: nosniff\r\n\r\n");
    }

    /// The answer that turns the connection into a WebSocket (RFC 6455 §4.2.2).
    ///
    /// @param key of the request
    static ByteBuf switching(String key) {
        return ascii(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                        + "sec-websocket-accept: "
                        + accept(key)
                        + "\r\n\r\n");
    }

    static ByteBuf ascii(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(US_ASCII));
    }

    private static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-1 is part of every JDK", e);
        }
    }
}
