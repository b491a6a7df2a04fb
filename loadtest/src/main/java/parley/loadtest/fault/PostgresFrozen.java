package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 16: every PostgreSQL process stands still for 10 s.
final class PostgresFrozen implements Fault {
    private static final Duration FROZEN = Duration.ofSeconds(10);
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);

    /// What was committed before may still be on its way.
    private static final long ON_THE_WAY = Duration.ofMillis(500).toNanos();

    private static final double PONG_MILLIS = 100;

    @Override
    public int row() {
        return 16;
    }

    @Override
    public String what() {
        return "PostgreSQL frozen for 10 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        site.cluster().postgres().freeze();
        site.killed("SIGSTOP PostgreSQL");
        site.pass(FROZEN);
        site.mark("thaw");
        site.cluster().postgres().thaw();
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long frozen = window.mark("kill") + ON_THE_WAY;
        long thaw = window.mark("thaw");
        var pongs = evidence.pongs(window.mark("kill"), thaw);
        return List.of(
                Figure.atMost("acks while frozen", evidence.acked(frozen, thaw), "", 0),
                Figure.atMost(
                        "ping p99 while frozen",
                        Evidence.percentile(pongs, 0.99) * 1000,
                        "ms",
                        PONG_MILLIS),
                Figure.told("pings", pongs.length, ""),
                Figure.told("acks resume", evidence.nextAck(thaw), "s"));
    }
}
