package parley.gateway.edge.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/// The written contract of the API, for everybody: it holds no secret.
final class OpenApiFile {
    static final String PATH = "/api/v1/openapi.yaml";

    private final byte[] bytes;

    private OpenApiFile(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads it from the class path, at the start of the program.
    static OpenApiFile read() {
        try (var file = OpenApiFile.class.getResourceAsStream("/openapi.yaml")) {
            if (file == null) {
                throw new IllegalStateException("openapi.yaml: not on the class path");
            }
            return new OpenApiFile(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml: cannot be read", e);
        }
    }

    Mono<Void> send(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/yaml; charset=utf-8")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .header("x-content-type-options", "nosniff")
                .sendByteArray(Mono.just(bytes))
                .then();
    }
}
