package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.gateway.Certificates;
import parley.gateway.TestServers;
import parley.gateway.app.embedded.PostgresAddress;

@DisplayName("The program")
class MainIT {
    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    @DisplayName("explains itself with --help, and refuses an argument it does not know")
    void help() throws Exception {
        try (var gateway = GatewayProcess.start(folder, Map.of(), "--help")) {
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.output()).contains("Usage: parley", "--check-config");
        }
        try (var gateway = GatewayProcess.start(folder, Map.of(), "--chek-config")) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.output()).isEqualTo("--chek-config: unknown argument (see --help)");
        }
    }

    @Test
    @DisplayName("--check-config prints the configuration without secrets, or all that is wrong")
    void checkConfig() throws Exception {
        var secret = Map.of("PARLEY_DATABASE_PASSWORD", "hunter2");
        try (var gateway = GatewayProcess.start(folder, secret, "--check-config")) {
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.output()).contains("poolSize: 10").doesNotContain("hunter2");
        }
        var file = Files.writeString(folder.resolve("wrong.yaml"), "visitr: {}\nops: {port: x}\n");
        try (var gateway =
                GatewayProcess.start(
                        folder, Map.of(), "--check-config", "--config", file.toString())) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.said)
                    .containsExactly(
                            "visitr: unknown key (expected: visitor)",
                            "ops.port: 'x' (expected: a whole number)");
        }
        var countries = Map.of("PARLEY_COUNTRY_DATABASE", "none.mmdb");
        try (var gateway = GatewayProcess.start(folder, countries, "--check-config")) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.said)
                    .containsExactly("country.database: none.mmdb: there is no such file");
        }
    }

    @Test
    @DisplayName(
            "serves on the configured servers, starts none, rehearses without a trace, and leaves"
                    + " with exit code 0")
    void configuredServers() throws Exception {
        var database = TestServers.freshDatabase();
        var redis = URI.create(TestServers.redisUrl());
        var settings = ports();
        settings.put(
                "PARLEY_DATABASE_URL",
                "postgresql://127.0.0.1:" + database.port() + "/" + database.database());
        settings.put("PARLEY_DATABASE_PASSWORD", database.app().password());
        settings.put("PARLEY_DATABASE_MIGRATOR_PASSWORD", database.owner().password());
        settings.put("PARLEY_REDIS_URL", "redis://127.0.0.1:" + redis.getPort());
        settings.put("PARLEY_REDIS_PASSWORD", redis.getUserInfo().substring(1));
        settings.put("PARLEY_REDIS_SIGNING_KEY", "0123456789abcdef0123456789abcdef");
        settings.put("PARLEY_TOKENS_SIGNING_KEYS", "k1:0123456789abcdef0123456789abcdef");
        settings.put("PARLEY_REHEARSAL_VISITS", "50");
        try (var gateway = GatewayProcess.start(folder, settings)) {
            gateway.until("rehearsed 50 visits");
            gateway.until("Stop it with Ctrl-C.");
            assertThat(rows(database)).isZero();
            awaitReady(settings);
            assertThat(get(settings, "OPS", "/metrics").body())
                    .contains("chat_loop_lag_seconds", "jvm_memory_used_bytes", "netty_allocator")
                    .contains("chat_connections{kind=\"visitor\",state=\"open\"} 0.0")
                    .contains("chat_handshakes_total{result=\"upgraded\"} 0.0")
                    .contains("chat_ack_seconds_count 0");
            assertThat(folder.resolve(".parley")).doesNotExist();
            gateway.process.toHandle().destroy();
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.output()).contains("\"draining 0 connections\"");
        }
    }

    @Test
    @DisplayName("47 as a service keeps its settings on SIGHUP, and goes on when its file is gone")
    void hangUp() throws Exception {
        var settings = ports();
        var database = TestServers.freshDatabase();
        NodeSettings.on(database, database.port()).forEach(settings::putIfAbsent);
        // Beside the point, but a start all the same: java tells of these above its version, which
        // the start script reads.
        settings.put("JDK_JAVA_OPTIONS", "-Xmx256m");
        var file = folder.resolve("config").resolve("gateway.yaml");
        Files.createDirectory(file.getParent());
        Files.writeString(file, "log:\n  level: info\n");
        try (var gateway = GatewayProcess.service(folder, settings)) {
            gateway.until("Stop it with Ctrl-C.");
            Files.writeString(file, "log: [");
            hangUp(gateway);
            Files.delete(file);
            hangUp(gateway);
            awaitReady(settings);
            gateway.process.toHandle().destroy();
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.output()).contains("\"draining 0 connections\"");
        }
    }

    private static void hangUp(GatewayProcess gateway) throws Exception {
        var pid = Long.toString(gateway.process.pid());
        assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
    }

    @Test
    @DisplayName("speaks TLS to visitors and agents with a certificate, and says whose is no good")
    void encrypted() throws Exception {
        var certificates = Certificates.of("127.0.0.1");
        var settings = ports();
        var database = TestServers.freshDatabase();
        NodeSettings.on(database, database.port()).forEach(settings::putIfAbsent);
        settings.put("PARLEY_VISITOR_HOST", "0.0.0.0");
        settings.put("PARLEY_TLS_CERTIFICATE_FILE", certificates.certificate().toString());
        settings.put("PARLEY_TLS_KEY_FILE", certificates.key().toString());
        try (var gateway = GatewayProcess.start(folder, settings);
                var trusting =
                        HttpClient.newBuilder().sslContext(certificates.trusting()).build()) {
            assertThat(gateway.until("Console")).contains("https://localhost:");
            awaitReady(settings);
            for (var page : List.of("AGENT /console/", "AGENT /demo/", "VISITOR /loader.js")) {
                var words = page.split(" ");
                var url = url("https", settings, words[0], words[1]);
                var answer = trusting.send(url, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).as(page).doesNotContain("http://");
                assertThat(answer.headers().firstValue("strict-transport-security").isPresent())
                        .as(page)
                        .isEqualTo(words[0].equals("AGENT"));
            }
            gateway.process.toHandle().destroy();
            assertThat(gateway.exitCode()).isZero();
        }
        settings.put("PARLEY_TLS_KEY_FILE", certificates.certificate().toString());
        try (var gateway = GatewayProcess.start(folder, settings, "--check-config")) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.output()).startsWith("tls.certificateFile, keyFile: ");
        }
    }

    @Test
    @DisplayName(
            "--migrate brings the schema up to date and serves nothing; a second time there is"
                    + " nothing to do")
    void migrate() throws Exception {
        var database = TestServers.freshDatabase();
        var settings = NodeSettings.on(database, database.port());
        try (var connection = TestServers.sql(database);
                var statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
        for (var expected : List.of("[1-9]\\d*", "0")) {
            try (var gateway = GatewayProcess.start(folder, settings, "--migrate")) {
                assertThat(gateway.exitCode()).as("%s", gateway.said).isZero();
                assertThat(gateway.said.getLast()).matches("migrations applied: " + expected);
            }
        }
        assertThat(rows(database)).isZero();
        try (var gateway = GatewayProcess.start(folder, Map.of(), "--migrate")) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.output()).startsWith("database.url: missing");
        }
    }

    @Test
    @DisplayName("with nothing configured brings its own servers and an example to try")
    void embeddedServers() throws Exception {
        var settings = ports();
        var example = Path.of("..", "config", "example-portal.yaml").toAbsolutePath();
        settings.put("PARLEY_EMBEDDED_EXAMPLE", example.toString());
        var token = "";
        try (var gateway = GatewayProcess.start(folder, settings)) {
            token = gateway.until("sign in as Alice with").replaceFirst(".* ", "");
            awaitReady(settings);
            assertThat(get(settings, "AGENT", "/demo/").body()).contains("/loader.js");
            assertThat(get(settings, "AGENT", "/console/").statusCode()).isEqualTo(200);
            assertThat(get(settings, "VISITOR", "/loader.js").statusCode()).isEqualTo(200);
            assertThat(get(settings, "VISITOR", "/metrics").statusCode()).isEqualTo(404);
            gateway.process.destroyForcibly();
        }
        try (var gateway = GatewayProcess.start(folder, settings)) {
            assertThat(gateway.until("sign in as Alice with"))
                    .as("the same after kill -9 and another start")
                    .endsWith(token);
            awaitReady(settings);
            assertThat(inboxes(settings, token)).contains("\"Shop\"");
            gateway.process.toHandle().destroy();
            assertThat(gateway.exitCode()).isZero();
        }
    }

    @Test
    @DisplayName("says in one line which port is taken")
    void portTaken() throws Exception {
        var settings = ports();
        settings.put("PARLEY_EMBEDDED_EXAMPLE", "");
        settings.put("PARLEY_AGENT_PORT", settings.get("PARLEY_OPS_PORT"));
        try (var gateway = GatewayProcess.start(folder, settings)) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.said.getLast())
                    .matches("agent\\.port: [0-9]+ is taken .*PARLEY_AGENT_PORT.*");
        }
    }

    /// Everything that visitors can make the database store.
    private static long rows(PostgresAddress database) throws SQLException {
        try (var sql = TestServers.sql(database);
                var statement = sql.createStatement();
                var found =
                        statement.executeQuery(
                                """
                                SELECT (SELECT count(*) FROM entry)
                                    + (SELECT count(*) FROM conversation)
                                    + (SELECT count(*) FROM visitor)
                                    + (SELECT count(*) FROM portal)
                                """)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static Map<String, String> ports() throws IOException {
        var settings = new HashMap<String, String>();
        for (var listener : new String[] {"VISITOR", "AGENT", "OPS"}) {
            settings.put(
                    "PARLEY_" + listener + "_PORT", Integer.toString(GatewayProcess.freePort()));
        }
        settings.put("PARLEY_LOG_FORMAT", "json");
        settings.put("PARLEY_REHEARSAL_VISITS", "0");
        return settings;
    }

    private void awaitReady(Map<String, String> settings) throws Exception {
        var giveUp = System.nanoTime() + GatewayProcess.PATIENCE_SECONDS * 1_000_000_000L;
        var answer = get(settings, "OPS", "/ready");
        while (answer.statusCode() != 200 || !answer.body().equals("ready\n")) {
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(giveUp);
            answer = get(settings, "OPS", "/ready");
        }
    }

    private String inboxes(Map<String, String> settings, String token) throws Exception {
        var uri =
                "http://127.0.0.1:"
                        + settings.get("PARLEY_AGENT_PORT")
                        + "/api/v1/portals/00000000-0000-4000-8000-000000000001/inboxes";
        return client.send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .header("authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> get(Map<String, String> settings, String listener, String path)
            throws Exception {
        return client.send(
                url("http", settings, listener, path), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest url(
            String scheme, Map<String, String> settings, String listener, String path) {
        var port = settings.get("PARLEY_" + listener + "_PORT");
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + path)).build();
    }
}
