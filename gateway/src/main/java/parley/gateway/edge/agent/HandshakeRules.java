package parley.gateway.edge.agent;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import reactor.netty.http.server.HttpServerRequest;

/// What the library lets pass and must not (conformance.md): requests that are not HTTP/1.1 to one
/// host, and upgrades that are not WebSocket version 13.
final class HandshakeRules {
    private static final int KEY_BYTES = 16;

    private HandshakeRules() {}

    /// What to answer to any request before looking at it.
    ///
    /// @return 0 if nothing is wrong, else a status
    static int request(HttpServerRequest request) {
        boolean good =
                request.version().equals(HttpVersion.HTTP_1_1)
                        && request.requestHeaders().getAll(HttpHeaderNames.HOST).size() == 1
                        && request.uri().startsWith("/")
                        && plainTransferEncoding(request.requestHeaders());
        return good ? 0 : 400;
    }

    /// What to answer to an upgrade.
    ///
    /// @return 0 if nothing is wrong, else a status
    static int upgrade(HttpServerRequest request) {
        var headers = request.requestHeaders();
        if (!request.method().equals(HttpMethod.GET)) {
            return 405;
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
            return 426;
        }
        var versions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (versions.size() != 1 || !versions.getFirst().equals("13")) {
            return 426;
        }
        boolean body =
                headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
        var keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return body || keys.size() != 1 || !isKey(keys.getFirst()) ? 400 : 0;
    }

    private static boolean plainTransferEncoding(HttpHeaders headers) {
        var encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return encodings.isEmpty()
                || (encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked"));
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
