package parley.loadtest.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import parley.loadtest.cluster.ControlGroup;
import parley.loadtest.cluster.Node;
import parley.loadtest.websocket.WebSocketClient;

/// Row 37: 5,000 more widgets and those who send too much, on one node with a heap of 256 MiB that
/// may use 400 MiB in all and looks at every buffer.
final class MemoryScarce implements Fault {
    private static final int WIDGETS = 5_000;
    private static final int CALLERS = 20;
    private static final int FLOODERS = 10;
    private static final int FRAMES = 200;
    private static final long BYTES = 400L * 1024 * 1024;
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(10);
    private static final Duration FLOODED = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final byte[] TOO_MUCH = new byte[12_000];
    private static final String OPEN = "chat_connections{kind=\"visitor\",state=\"open\"} ";
    private static final String SHED = "chat_admission_shed_total";
    private static final String HEAP = "chat_memory_used{kind=\"heap\"} ";
    private static final String DIRECT = "chat_memory_used{kind=\"direct\"} ";

    @Override
    public int row() {
        return 37;
    }

    @Override
    public String what() {
        return "%,d widgets and floods on a small heap".formatted(WIDGETS);
    }

    @Override
    public String obstacle() {
        return ControlGroup.obstacle("memory");
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        var launch = node.launch();
        site.restart(node, launch.flagged("-Dio.netty.leakDetection.level=paranoid"));
        var widgets = new ConcurrentLinkedQueue<WebSocketClient>();
        try (var small = ControlGroup.ofMemory(BYTES)) {
            node.heldBy(small);
            site.mark("small");
            double before = Meter.read(site, node, OPEN);
            connect(site, node, widgets);
            site.say(widgets.size() + " widgets on node " + node.number());
            double open = Meter.read(site, node, OPEN) - before;
            site.measured(Figure.told("widgets that stand", open, ""));
            flood(site, node);
            site.mark("thaw");
            tell(site, node);
        } finally {
            for (var widget : widgets) {
                widget.reset();
            }
        }
        site.restart(node, launch);
    }

    private static void connect(Site site, Node node, Queue<WebSocketClient> widgets)
            throws InterruptedException {
        var left = new AtomicInteger(WIDGETS);
        together(
                CALLERS,
                () -> {
                    while (left.getAndDecrement() > 0) {
                        try {
                            widgets.add(greeted(site, node));
                        } catch (IOException _) {
                            // Shed: the node's own counters tell how many.
                        }
                    }
                });
    }

    private static WebSocketClient greeted(Site site, Node node)
            throws IOException, InterruptedException {
        return Callers.greeted(
                site.crowd().stranger(), node.visitorAddress().getPort(), DIAL_WITHIN);
    }

    private static void flood(Site site, Node node) throws InterruptedException {
        long until = System.nanoTime() + FLOODED.toNanos();
        together(
                FLOODERS,
                () -> {
                    while (System.nanoTime() < until) {
                        try (var socket = greeted(site, node)) {
                            for (int frame = 0; frame < FRAMES; frame++) {
                                socket.send(TOO_MUCH);
                            }
                        } catch (IOException _) {
                            site.pass(POLL); // closed in the middle, as it should be
                        }
                    }
                });
    }

    /// Something that may be interrupted.
    private interface Work {
        void run() throws InterruptedException;
    }

    private static void together(int threads, Work work) throws InterruptedException {
        var all =
                java.util.stream.Stream.generate(() ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            try {
                                                work.run();
                                            } catch (InterruptedException _) {
                                                Thread.currentThread().interrupt();
                                            }
                                        }))
                        .limit(threads)
                        .toList();
        for (var one : all) {
            one.join();
        }
    }

    private static void tell(Site site, Node node) throws IOException, InterruptedException {
        site.measured(Figure.none("gateways that ended", node.alive() ? 0 : 1));
        site.measured(Figure.none("out of memory", lines(node, "OutOfMemoryError")));
        site.measured(Figure.none("buffers leaked", lines(node, "LEAK:")));
        site.measured(Figure.told("shed", Meter.read(site, node, SHED), ""));
        site.measured(Figure.told("heap in the end", 100 * Meter.read(site, node, HEAP), "%"));
        site.measured(
                Figure.told("direct memory in the end", 100 * Meter.read(site, node, DIRECT), "%"));
    }

    private static long lines(Node node, String with) throws IOException {
        try (var lines = Files.lines(node.log())) {
            return lines.filter(it -> it.contains(with)).count();
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long small = window.mark("small");
        long thaw = window.mark("thaw");
        return List.of(
                Figure.told("connections of others lost", evidence.losses(small, thaw), ""),
                Figure.told("acks meanwhile", evidence.ackRate(small, thaw), "/s"),
                Figure.told("longest time without any ack", evidence.longestGap(small, thaw), "s"));
    }
}
