package parley.loadtest.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// What a load balancer knows: asks every node's `/ready` twice a second.
public final class Readiness implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration METRICS_PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final List<Node> nodes;
    private final AtomicIntegerArray ready;
    private volatile boolean closed;

    Readiness(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        this.ready = new AtomicIntegerArray(nodes.size());
        for (var node : nodes) {
            Thread.ofVirtual().name("readiness-" + node.number()).start(() -> watch(node));
        }
    }

    private void watch(Node node) {
        try {
            while (!closed) {
                ready.set(node.number(), node.alive() && ask(node) ? 1 : 0);
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks now.
    public boolean ask(Node node) throws InterruptedException {
        try {
            return get(node, "/ready", PATIENCE).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// The node's meters as text.
    public String metrics(Node node) throws IOException, InterruptedException {
        return get(node, "/metrics", METRICS_PATIENCE).body();
    }

    private HttpResponse<String> get(Node node, String path, Duration patience)
            throws IOException, InterruptedException {
        var address = URI.create("http://127.0.0.1:" + node.opsPort() + path);
        return http.send(
                HttpRequest.newBuilder(address).timeout(patience).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// How many said yes last time.
    public int count() {
        int count = 0;
        for (var node : nodes) {
            count += ready.get(node.number());
        }
        return count;
    }

    /// Whether this one said yes last time.
    public boolean isReady(Node node) {
        return ready.get(node.number()) == 1;
    }

    @Override
    public void close() {
        closed = true;
        http.close();
    }
}
