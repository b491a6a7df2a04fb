package parley.gateway.edge.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.StoreUnavailable;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// HTTP in and out of the REST API: finds the route, passes the gate, reads the body, runs the
/// handler against the clock, writes the answer, measures. Nothing of an exception reaches a caller
/// but an id that the log has too.
public final class RestEdge {
    private static final Logger LOG = LoggerFactory.getLogger(RestEdge.class);

    private final Routes routes;
    private final Gate gate;
    private final RestSettings settings;
    private final MeterRegistry meters;
    private final Supplier<UUID> ids;
    private final OpenApiFile document = OpenApiFile.read();

    RestEdge(
            Routes routes,
            Gate gate,
            RestSettings settings,
            MeterRegistry meters,
            Supplier<UUID> ids) {
        this.routes = routes;
        this.gate = gate;
        this.settings = settings;
        this.meters = meters;
        this.ids = ids;
    }

    /// Answers one request.
    public Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        var timer = Timer.start(meters);
        var uri = request.uri();
        int query = uri.indexOf('?');
        var path = query < 0 ? uri : uri.substring(0, query);
        if (path.equals(OpenApiFile.PATH) && request.method().equals(HttpMethod.GET)) {
            return document.send(response);
        }
        var found = routes.find(request.method().name(), path);
        return answer(request, found)
                .onErrorResume(e -> Mono.just(failure(e)))
                .flatMap(answer -> {
                    measure(timer, request, found, answer.status());
                    return write(request, response, answer);
                });
    }

    private Mono<Answer> answer(HttpServerRequest request, Routes.Found found) {
        return switch (found) {
            case Routes.Nothing _ -> Mono.just(Answer.notFound());
            case Routes.OtherMethod(var allowed) -> Mono.just(Answer.methodNotAllowed(allowed));
            case Routes.Hit(var route, var variables) ->
                    inTime(gate.admit(request, route, variables))
                            .flatMap(passage ->
                                    switch (passage) {
                                        case Gate.Turned(var answer) -> Mono.just(answer);
                                        case Gate.Let(var call) -> admitted(request, route, call);
                                    });
        };
    }

    private Mono<Answer> admitted(HttpServerRequest request, Route route, Call call) {
        var ifMatch = request.requestHeaders().get(HttpHeaderNames.IF_MATCH);
        var version = version(ifMatch);
        if (ifMatch != null && version == null) {
            return Mono.just(BAD_IF_MATCH);
        }
        if (route.maxBytes() == 0) {
            return run(route, call.with(version, call.body()));
        }
        var stream = route.stream();
        if (stream != null) {
            return isCsv(request)
                    ? streamed(stream, call.with(version, call.body()), request, route.maxBytes())
                    : Mono.just(Answer.unsupportedMediaType("text/csv"));
        }
        if (!isJson(request)) {
            return Mono.just(Answer.unsupportedMediaType());
        }
        return body(request, route.maxBytes())
                .flatMap(bytes ->
                        switch (Json.parse(bytes)) {
                            case Json.Malformed(var problems) ->
                                    Mono.just(Answer.malformed(problems));
                            case Json.Document(var node) -> run(route, call.with(version, node));
                        });
    }

    private static final Answer BAD_IF_MATCH =
            Answer.malformed(
                    List.of(new Problem("If-Match", "something else", "one version, as in \"3\"")));

    private Mono<Answer> run(Route route, Call call) {
        return inTime(Mono.defer(() -> route.handler().handle(call)));
    }

    /// As long as the body keeps coming there is no deadline; what the handler has begun goes on
    /// when it breaks off.
    private Mono<Answer> streamed(
            Route.StreamHandler handler, Call call, HttpServerRequest request, int maxBytes) {
        var received = new AtomicLong();
        var body =
                request.receive()
                        .asByteArray()
                        .timeout(settings.deadline())
                        .doOnNext(it -> {
                            if (received.addAndGet(it.length) > maxBytes) {
                                throw new TooLarge(maxBytes);
                            }
                        });
        return Mono.defer(() -> Mono.fromFuture(handler.handle(call, body).toFuture(), true));
    }

    /// The deadline is the caller's: what was begun goes on, so that no statement of the database
    /// is ever cancelled halfway, neither by the clock nor by a caller who hangs up.
    private <T> Mono<T> inTime(Mono<T> work) {
        return Mono.defer(() -> Mono.fromFuture(work.toFuture(), true))
                .timeout(settings.deadline());
    }

    /// Not by `HttpServer.requestTimeout`: it goes on after an upgrade and ends the WebSocket.
    private Mono<byte[]> body(HttpServerRequest request, int maxBytes) {
        var announced = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        if (Long.parseLong(announced) > maxBytes) {
            return Mono.error(new TooLarge(maxBytes));
        }
        return request.receive()
                .asByteArray()
                .reduceWith(
                        ByteArrayOutputStream::new,
                        (all, next) -> {
                            if (all.size() + next.length > maxBytes) {
                                throw new TooLarge(maxBytes);
                            }
                            all.writeBytes(next);
                            return all;
                        })
                .map(ByteArrayOutputStream::toByteArray)
                .timeout(settings.deadline());
    }

    private Answer failure(Throwable e) {
        if (e instanceof TooLarge large) {
            return Answer.tooLarge(large.maxBytes);
        }
        var id = ids.get().toString();
        if (AbortedException.isConnectionReset(e)) {
            LOG.debug("the caller is gone", e);
            meters.counter("chat.rest.gone").increment();
            return Answer.unavailable();
        }
        if (e instanceof TimeoutException || e instanceof StoreUnavailable) {
            LOG.warn("no answer in time, error id {}: {}", id, e.getMessage());
            return Answer.unavailable().withErrorId(id);
        }
        LOG.warn("request failed, error id {}", id, e);
        return Answer.failed().withErrorId(id);
    }

    private static Mono<Void> write(
            HttpServerRequest request, HttpServerResponse response, Answer answer) {
        response.status(HttpResponseStatus.valueOf(answer.status()))
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("x-content-type-options", "nosniff")
                .header(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'")
                .header("referrer-policy", "no-referrer");
        answer.headers().forEach(response::header);
        if (answer.status() >= 400 && hasBody(request)) {
            response.keepAlive(false);
        }
        var body = answer.body();
        if (body == null) {
            return response.send();
        }
        var bytes = Json.write(body);
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then();
    }

    private void measure(
            Timer.Sample timer, HttpServerRequest request, Routes.Found found, int status) {
        var route = found instanceof Routes.Hit(var hit, _) ? hit : null;
        timer.stop(
                meters.timer(
                        "chat.rest.request",
                        "method",
                        route == null ? "other" : request.method().name(),
                        "route",
                        route == null ? "none" : route.path().text(),
                        "status",
                        Integer.toString(status)));
    }

    private static boolean isJson(HttpServerRequest request) {
        var type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.matches("(?i)application/json\\s*(;\\s*charset=\"?utf-8\"?\\s*)?");
    }

    private static boolean isCsv(HttpServerRequest request) {
        var type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.matches("(?i)text/csv\\s*(;\\s*(charset=\"?utf-8\"?|header=present)\\s*)*");
    }

    private static boolean hasBody(HttpServerRequest request) {
        var headers = request.requestHeaders();
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
    }

    private static @Nullable Long version(@Nullable String ifMatch) {
        return ifMatch != null && ifMatch.matches("\"[1-9][0-9]{0,17}\"")
                ? (Long) Long.parseLong(ifMatch, 1, ifMatch.length() - 1, 10)
                : null;
    }

    /// A body over the limit of its route.
    private static final class TooLarge extends RuntimeException {
        private final int maxBytes;

        TooLarge(int maxBytes) {
            super("over " + maxBytes + " bytes", null, false, false);
            this.maxBytes = maxBytes;
        }
    }
}
