package parley.gateway.edge.agent;

import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_SECURITY_POLICY;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ETAG;
import static io.netty.handler.codec.http.HttpHeaderNames.IF_NONE_MATCH;
import static io.netty.handler.codec.http.HttpHeaderNames.LOCATION;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import parley.gateway.edge.pages.PageFile;
import parley.gateway.edge.pages.PageFiles;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// The console and the demo shop (pages/README.md).
public final class PageRoutes {
    private static final String CONSOLE =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private final PageFiles files;
    private final String demoPolicy;

    /// @param visitorUrl how browsers reach the visitor listener
    public PageRoutes(PageFiles files, URI visitorUrl) {
        this.files = files;
        var socket = visitorUrl.toString().replaceFirst("^http", "ws");
        this.demoPolicy =
                ("default-src 'none'; script-src 'self' %1$s; style-src 'self'; img-src 'self' data:;"
                                + " connect-src 'self' %1$s %2$s; base-uri 'none';"
                                + " form-action 'self'; frame-ancestors 'none'")
                        .formatted(visitorUrl, socket);
    }

    Mono<Void> handle(HttpServerRequest request, HttpServerResponse response, String path) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            return response.status(405).header("allow", "GET, HEAD").send();
        }
        if (path.equals("/") || path.equals("/console")) {
            return response.status(302).header(LOCATION, "/console/").send();
        }
        if (path.equals("/demo")) {
            return response.status(302).header(LOCATION, "/demo/").send();
        }
        var file = files.forAgents(path);
        return file == null
                ? response.status(404).header(CONTENT_LENGTH, "0").send()
                : send(request, response, file, head);
    }

    private Mono<Void> send(
            HttpServerRequest request, HttpServerResponse response, PageFile file, boolean head) {
        response.header(CACHE_CONTROL, "no-cache")
                .header(ETAG, file.etag())
                .header(VARY, "accept-encoding")
                .header("x-content-type-options", "nosniff")
                .header("referrer-policy", "no-referrer")
                .header(
                        CONTENT_SECURITY_POLICY,
                        file.path().startsWith("demo/") ? demoPolicy : CONSOLE);
        if (file.etag().equals(request.requestHeaders().get(IF_NONE_MATCH))) {
            return response.status(304).send();
        }
        boolean gzip =
                request.requestHeaders().get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip");
        var bytes = gzip ? file.gzip() : file.plain();
        if (gzip) {
            response.header(CONTENT_ENCODING, "gzip");
        }
        response.header(CONTENT_TYPE, file.type())
                .header(CONTENT_LENGTH, Integer.toString(bytes.length));
        return head ? response.send() : response.sendByteArray(Mono.just(bytes)).then();
    }
}
