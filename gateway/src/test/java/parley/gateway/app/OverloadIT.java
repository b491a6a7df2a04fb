package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.QueueTable;
import parley.gateway.TestServers;
import parley.gateway.app.config.ConfigReader;
import parley.gateway.edge.visitor.RawSocket;
import parley.gateway.edge.visitor.TestTab;
import parley.gateway.edge.visitor.VisitorEdge;
import parley.gateway.postgres.StoreFixture;
import parley.gateway.postgres.WriterConfig;

@DisplayName("A whole node whose database does not answer any more (faults.md §4)")
class OverloadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CHANNEL = "{\"accent\":\"#1e6b4a\",\"mode\":\"always\"}";
    private static final String DEFINITION =
            """
            {"build":{"welcome":"Welcome!"},
             "target":{"include":[{"type":"url","operator":"all_pages"}]},
             "display":{"heading":{"kind":"branding","name":"Shop"},
                        "desktop":"prompt","mobile":"launcher"}}
            """;

    private static StoreFixture stored;
    private static HeldRelay relay;
    private static Gateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void open() throws IOException {
        stored = new StoreFixture(TestServers.freshDatabase(), WriterConfig.defaults());
        stored.sql("UPDATE portal SET origins = ARRAY['" + ORIGIN + "']");
        stored.sql("UPDATE inbox SET channel = '%s'".formatted(CHANNEL));
        stored.sql(
                "INSERT INTO chatflow (portal, id, inbox, name, published, position, definition)"
                        + " VALUES (?, gen_random_uuid(), ?, 'Everywhere', true, 1, ?::jsonb)",
                stored.portal.value(),
                stored.inbox.value(),
                DEFINITION);
        relay = new HeldRelay(stored.address.port());
        gateway = Wiring.start(ConfigReader.read(null, settings()), _ -> {});
    }

    @AfterAll
    static void close() throws IOException {
        relay.release();
        gateway.close();
        relay.close();
        stored.close();
    }

    @Test
    @DisplayName(
            "turns YELLOW, then RED: says so and why on /ready and /metrics, refuses new visitors"
                    + " with 503 and Retry-After, serves those who are there, and turns GREEN again")
    void redAndBack() throws Exception {
        await("ready\n"::equals);
        assertThat(metric("chat_admission_state")).isZero();
        try (var tab = connected()) {
            relay.hold();
            await(it -> it.equals("ready\nadmission: yellow, database pool\n"));
            await(it -> it.startsWith("not ready\nadmission: red, database pool\n"));
            assertThat(get("/ready").statusCode()).isEqualTo(503);
            assertThat(metric("chat_admission_state")).isEqualTo(2);
            assertThat(metric("chat_admission_pressure{signal=\"pool\"}")).isEqualTo(2);
            assertThat(metric("chat_admission_pressure{signal=\"memory\"}")).isZero();
            assertRefused();
            assertThat(metric("chat_handshakes_total{result=\"red\"}")).isEqualTo(1);
            tab.text("{\"type\":\"ping\",\"t\":1}").next("pong");

            relay.release();
            await("ready\n"::equals);
            assertThat(metric("chat_admission_state")).isZero();
            try (var newcomer = connected()) {
                assertAcknowledged(newcomer);
            }
            assertAcknowledged(tab);
        }
    }

    @Test
    @DisplayName("has every meter that QUEUES.md names")
    void queues() throws Exception {
        var names =
                get("/metrics").body().lines().map(it -> it.replaceFirst("[{ ].*", "")).toList();
        for (var row : QueueTable.rows()) {
            for (var meter : row.meters()) {
                var exported = meter.replace('.', '_');
                assertThat(names)
                        .as("%s: %s", row.queue(), meter)
                        .anyMatch(it -> it.equals(exported) || it.startsWith(exported + "_"));
            }
        }
    }

    /// As every client does: what is not settled is sent again under the same id.
    private static void assertAcknowledged(RawSocket tab) {
        var send = TestTab.sendFrame(UUID.randomUUID(), null, "hello");
        var answer = tab.text(send).next("ack", "nack");
        while (!answer.contains("\"type\":\"ack\"")) {
            assertThat(answer).contains("\"definite\":false");
            answer = tab.text(send).next("ack", "nack");
        }
    }

    private static void assertRefused() {
        try (var late = new RawSocket(visitors())) {
            var head = late.send(VisitorEdge.upgrade(stored.portal, ORIGIN)).head();
            assertThat(head).startsWith("HTTP/1.1 503 ").contains("retry-after: ");
        }
    }

    private static RawSocket connected() {
        var socket = new RawSocket(visitors());
        assertThat(socket.send(VisitorEdge.upgrade(stored.portal, ORIGIN)).status()).isEqualTo(101);
        var connect = TestTab.connectFrame(stored.portal.value().toString(), UUID.randomUUID(), "");
        socket.text(connect).next("ready");
        return socket;
    }

    private static InetSocketAddress visitors() {
        return new InetSocketAddress("127.0.0.1", gateway.ports().visitor());
    }

    /// Until `/ready` says so.
    private void await(Predicate<String> said) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var answer = get("/ready");
        while (!said.test(answer.body())) {
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            answer = get("/ready");
        }
    }

    private double metric(String name) throws Exception {
        return get("/metrics")
                .body()
                .lines()
                .filter(it -> it.startsWith(name + " "))
                .mapToDouble(it -> Double.parseDouble(it.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private HttpResponse<String> get(String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + gateway.ports().ops() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// A pool of one connection, and a node that is alarmed and reassured quickly. Loops and memory
    /// of a busy test machine shall not matter.
    private static Map<String, String> settings() {
        var settings = NodeSettings.on(stored.address, relay.port());
        settings.put("PARLEY_OPS_DATABASE_WITHIN", "10m");
        settings.put("PARLEY_OPS_MAX_LOOP_LAG", "10m");
        settings.put("PARLEY_ADMISSION_YELLOW_LOOP_LAG", "10m");
        settings.put("PARLEY_ADMISSION_RED_LOOP_LAG", "20m");
        settings.put("PARLEY_ADMISSION_YELLOW_MEMORY_PERCENT", "98");
        settings.put("PARLEY_ADMISSION_RED_MEMORY_PERCENT", "99");
        settings.put("PARLEY_ADMISSION_RED_POOL_WAIT", "1500ms");
        settings.put("PARLEY_ADMISSION_CALM_AFTER", "1s");
        settings.put("PARLEY_DATABASE_POOL_SIZE", "1");
        return settings;
    }
}
