package parley.gateway.edge.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/// The operators' listener: `/metrics`, `/live`, `/ready`, `/startup`. Plain text, a reason a line;
/// 200 for yes and 503 for no. It asks nobody who they are, so it listens on a loopback or internal
/// address, on a port and an event loop of its own.
public final class OpsServer {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final OpsConfig config;
    private final Health health;
    private final PrometheusMeterRegistry meters;
    private final LoopResources loops;

    /// @param loops one loop of its own: a scrape must not wait for chats, nor they for it
    public OpsServer(
            OpsConfig config, Health health, PrometheusMeterRegistry meters, LoopResources loops) {
        this.config = config;
        this.health = health;
        this.meters = meters;
        this.loops = loops;
    }

    /// Listens.
    ///
    /// @return fails with `ChannelBindException` if the port is taken
    public Mono<? extends DisposableServer> start() {
        return HttpServer.create()
                .host(config.host())
                .port(config.port())
                .runOn(loops)
                .idleTimeout(IDLE)
                .httpRequestDecoder(it -> it.maxInitialLineLength(1_024).maxHeaderSize(8_192))
                .route(routes ->
                        routes.get("/metrics", (_, response) -> metrics(response))
                                .get("/live", (_, it) -> answer(it, health.live(), "live"))
                                .get("/ready", (_, it) -> answer(it, health.ready(), "ready"))
                                .get(
                                        "/startup",
                                        (_, it) -> answer(it, health.startup(), "started")))
                .bind();
    }

    private Publisher<Void> metrics(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, PROMETHEUS)
                .sendString(Mono.fromSupplier(meters::scrape));
    }

    private static Publisher<Void> answer(
            HttpServerResponse response, Health.Answer answer, String yes) {
        var status = answer.ok() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        var text = new StringBuilder(answer.ok() ? yes : "not " + yes).append('\n');
        answer.lines().forEach(it -> text.append(it).append('\n'));
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, TEXT)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .sendString(Mono.just(text.toString()));
    }
}
