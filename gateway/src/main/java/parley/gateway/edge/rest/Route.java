package parley.gateway.edge.rest;

import parley.gateway.access.Command;
import reactor.core.publisher.Mono;

/// One thing the API does, as data.
///
/// @param command what it takes to be allowed
/// @param subject what is authorised against, found from the path before the handler runs
/// @param maxBytes of the body; 0: a body is not looked at
record Route(
        String method,
        PathTemplate path,
        Command command,
        Subject subject,
        int maxBytes,
        Handler handler) {
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

    static Route get(String path, Command command, Subject subject, Handler handler) {
        return new Route("GET", PathTemplate.of(path), command, subject, 0, handler);
    }

    static Route delete(String path, Command command, Subject subject, Handler handler) {
        return new Route("DELETE", PathTemplate.of(path), command, subject, 0, handler);
    }

    /// Does something; takes no body.
    static Route act(String path, Command command, Subject subject, Handler handler) {
        return new Route("POST", PathTemplate.of(path), command, subject, 0, handler);
    }

    static Route post(String path, Command command, Subject subject, Handler handler) {
        return new Route("POST", PathTemplate.of(path), command, subject, BODY, handler);
    }

    static Route put(String path, Command command, Subject subject, Handler handler) {
        return new Route("PUT", PathTemplate.of(path), command, subject, BODY, handler);
    }

    /// The same for bodies of up to 1 MiB.
    Route large() {
        return new Route(method, path, command, subject, LARGE_BODY, handler);
    }
}
