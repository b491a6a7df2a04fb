package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtest.chaos.ChaosProxy;
import parley.loadtest.chaos.Weather;
import parley.loadtest.cluster.Node;

/// Row 30: tabs whose machines take no more bytes while much is said to them, and then die without
/// a word.
final class WindowClosed implements Fault {
    private static final int CONVERSATIONS = 10;
    private static final int TABS = 5;
    private static final int MESSAGES_PER_SECOND = 100;
    private static final Duration CLOSED = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();
    private static final String LONG = "x".repeat(4_000);
    private static final String OPEN = "chat_connections{kind=\"visitor\",state=\"open\"} ";
    private static final double GONE_SECONDS = 30;

    @Override
    public int row() {
        return 30;
    }

    @Override
    public String what() {
        return CONVERSATIONS * TABS + " tabs with a closed window die";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        var node = site.anyNode();
        int straight = node.visitorAddress().getPort();
        var audiences = new ArrayList<Audience>();
        try (var line = ChaosProxy.start(node.visitorAddress(), site.random().nextLong())) {
            for (int number = 0; number < CONVERSATIONS; number++) {
                audiences.add(new Audience(straight, line.port(), site.crowd().stranger(), TABS));
            }
            site.measured(Figure.atLeast("tabs", line.links(), "", CONVERSATIONS * TABS));
            double all = Meter.read(site, node, OPEN);
            line.towardsClient(Weather.CLEAR.holding());
            talk(site, audiences);
            site.measured(
                    Figure.told("closed before they died", all - Meter.read(site, node, OPEN), ""));
            line.towardsTarget(Weather.CLEAR.swallowing());
            site.killed("the tabs are dead");
            awaitGone(site, node, audiences, all - CONVERSATIONS * TABS);
            line.towardsClient(Weather.CLEAR);
        } finally {
            for (var audience : audiences) {
                audience.close();
            }
        }
    }

    private static void talk(Site site, List<Audience> audiences)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (int said = 0; System.nanoTime() - begin < CLOSED.toNanos(); said++) {
            audiences.get(said % audiences.size()).say(LONG);
            long due = begin + (said + 1) * Duration.ofSeconds(1).toNanos() / MESSAGES_PER_SECOND;
            site.pass(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
    }

    private static void awaitGone(Site site, Node node, List<Audience> audiences, double without)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (Meter.read(site, node, OPEN) > without && System.nanoTime() - began < PATIENCE) {
            audiences.getFirst().say(LONG);
            site.pass(POLL);
        }
        double gone = (System.nanoTime() - began) / 1e9;
        site.measured(Figure.atMost("the last socket gone after", gone, "s", GONE_SECONDS));
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
