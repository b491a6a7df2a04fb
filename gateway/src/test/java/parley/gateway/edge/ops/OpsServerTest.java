package parley.gateway.edge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.edge.admission.AdmissionConfig;
import parley.gateway.edge.admission.AdmissionState;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

@DisplayName("The operators' listener")
class OpsServerTest {
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LoopResources loops = LoopResources.create("ops-test", 1, true);
    private final OpsConfig config =
            new OpsConfig("127.0.0.1", 0, Duration.ofSeconds(5), Duration.ofMillis(500), 90);
    private final Health health =
            new Health(
                    config,
                    () -> 0,
                    new LoopWatch(() -> 0, meters),
                    new Health.Signs(
                            () -> false,
                            () -> 1,
                            new AdmissionState(AdmissionConfig.defaults())::state));
    private DisposableServer server;

    @BeforeEach
    void listen() {
        server = new OpsServer(config, health, meters, loops).start().block(Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("says in plain text whether the gateway is ready, and why not")
    void ready() throws Exception {
        assertThat(get("/startup").statusCode()).isEqualTo(503);
        assertThat(get("/ready").statusCode()).isEqualTo(503);
        assertThat(get("/ready").body())
                .isEqualTo("not ready\nstarting\ndatabase: no write for 5 s\ndegraded:redis\n");
        health.enter(Health.Phase.SERVING);
        health.databaseWrote();
        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(get("/ready").body()).isEqualTo("ready\ndegraded:redis\n");
        assertThat(get("/startup").statusCode()).isEqualTo(200);
        assertThat(get("/live").body()).isEqualTo("live\n");
    }

    @Test
    @DisplayName("shows the meters to Prometheus")
    void metrics() throws Exception {
        meters.counter("chat.send", "result", "ok").increment(3);
        var answer = get("/metrics");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(answer.body()).contains("chat_send_total{result=\"ok\"} 3.0");
    }

    @Test
    @DisplayName("has nothing else, and says nothing of what it is made of (case 128)")
    void nothingElse() throws Exception {
        for (var path : new String[] {"/", "/heapdump", "/env", "/admin", "/metrics/../ready/x"}) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().map()).doesNotContainKey("server");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
