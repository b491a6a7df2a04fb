package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtest.chaos.ChaosProxy;
import parley.loadtest.chaos.Weather;
import parley.loadtest.websocket.WebSocketClient;

/// Row 27: clients whose link dies without a word, both ways.
final class HalfOpenClients implements Fault {
    private static final int CLIENTS = 50;
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE = Duration.ofSeconds(40).toNanos();
    private static final String METER = "chat_connections{kind=\"visitor\",state=\"open\"} ";

    /// Twice the harness's heartbeat of 5 s, and the wheel that looks.
    private static final double FREED_SECONDS = 12;

    @Override
    public int row() {
        return 27;
    }

    @Override
    public String what() {
        return CLIENTS + " clients vanish without a FIN";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        double before = Meter.read(site, node, METER);
        try (var line = ChaosProxy.start(node.visitorAddress(), site.random().nextLong())) {
            var sockets = new ArrayList<WebSocketClient>();
            for (int client = 0; client < CLIENTS; client++) {
                sockets.add(Callers.greeted(site.crowd().stranger(), line.port(), DIAL_WITHIN));
            }
            site.measured(
                    Figure.atLeast(
                            "connections before",
                            Meter.read(site, node, METER) - before,
                            "",
                            CLIENTS / 2.0));
            line.towardsTarget(Weather.CLEAR.swallowing());
            line.towardsClient(Weather.CLEAR.swallowing());
            long began = System.nanoTime();
            while (Meter.read(site, node, METER) > before && System.nanoTime() - began < PATIENCE) {
                site.pass(POLL);
            }
            double freed = (System.nanoTime() - began) / 1e9;
            site.measured(Figure.atMost("freed after", freed, "s", FREED_SECONDS));
            for (var socket : sockets) {
                socket.reset();
            }
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.atMost(
                        "connections of others lost",
                        evidence.losses(window.from(), window.until()),
                        "",
                        0));
    }
}
