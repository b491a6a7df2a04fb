package parley.gateway.edge.rest;

import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One thing the API does, as data.
///
/// @param command what it takes to be allowed
/// @param subject what is authorised against, found from the path before the handler runs
/// @param maxBytes of the body; 0: a body is not looked at
/// @param stream answers a body of another kind as it comes; null: the handler answers JSON
record Route(
        String method,
        PathTemplate path,
        Command command,
        Subject subject,
        int maxBytes,
        Handler handler,
        @Nullable StreamHandler stream) {
    private static final int STREAM = 64 * 1024 * 1024;
    private static final int BODY = 64 * 1024;
    private static final int LARGE_BODY = 1024 * 1024;

    /// Finds out what a request is about.
    enum Subject {
        /// The caller.
        SELF,
        /// `{portal}`
        PORTAL,
        /// `{inbox}` of `{portal}`
        INBOX,
        /// `{thread}` of `{portal}`, which belongs to an inbox
        THREAD,
        /// `{agent}` of `{portal}`
        AGENT
    }

    /// Answers a request that is allowed.
    @FunctionalInterface
    interface Handler {
        Mono<Answer> handle(Call call);
    }

    /// Answers a request that is allowed while its body comes; demand made of the body slows the
    /// peer.
    @FunctionalInterface
    interface StreamHandler {
        Mono<Answer> handle(Call call, Flux<byte[]> body);
    }

    static Route get(String path, Command command, Subject subject, Handler handler) {
        return new Route("GET", PathTemplate.of(path), command, subject, 0, handler, null);
    }

    static Route delete(String path, Command command, Subject subject, Handler handler) {
        return new Route("DELETE", PathTemplate.of(path), command, subject, 0, handler, null);
    }

    /// Does something; takes no body.
    static Route act(String path, Command command, Subject subject, Handler handler) {
        return new Route("POST", PathTemplate.of(path), command, subject, 0, handler, null);
    }

    /// As [#act], for what is so or not: doing it twice is harmless.
    static Route actPut(String path, Command command, Subject subject, Handler handler) {
        return new Route("PUT", PathTemplate.of(path), command, subject, 0, handler, null);
    }

    /// Takes CSV of up to 64 MiB, as it comes.
    static Route csv(String path, Command command, Subject subject, StreamHandler handler) {
        return new Route(
                "PUT",
                PathTemplate.of(path),
                command,
                subject,
                STREAM,
                _ -> Mono.just(Answer.unsupportedMediaType()),
                handler);
    }

    static Route post(String path, Command command, Subject subject, Handler handler) {
        return new Route("POST", PathTemplate.of(path), command, subject, BODY, handler, null);
    }

    static Route put(String path, Command command, Subject subject, Handler handler) {
        return new Route("PUT", PathTemplate.of(path), command, subject, BODY, handler, null);
    }

    /// The same for bodies of up to 1 MiB.
    Route large() {
        return new Route(method, path, command, subject, LARGE_BODY, handler, stream);
    }
}
