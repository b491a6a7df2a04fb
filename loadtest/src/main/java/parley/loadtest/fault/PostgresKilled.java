package parley.loadtest.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Row 15: `kill -9` to PostgreSQL and all its sessions, started again after 2 s.
final class PostgresKilled implements Fault {
    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration AFTERWARDS = Duration.ofSeconds(12);
    private static final double NACK_SECONDS = 1.5;
    private static final double RESUME_SECONDS = 3;

    @Override
    public int row() {
        return 15;
    }

    @Override
    public String what() {
        return "PostgreSQL killed, back after 2 s";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException {
        site.killed("kill -9 PostgreSQL");
        site.cluster().postgres().kill();
        site.pass(DOWN);
        site.cluster().postgres().start();
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long back = window.mark("back");
        var nacks = evidence.refusals(window.from(), back);
        return List.of(
                Figure.atMost("nack p99", Evidence.percentile(nacks, 0.99), "s", NACK_SECONDS),
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0),
                Figure.atMost("acks resume", evidence.nextAck(back), "s", RESUME_SECONDS),
                Figure.told("nacks", nacks.length, ""));
    }
}
