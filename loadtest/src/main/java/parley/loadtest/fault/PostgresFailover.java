package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Row 18: the primary is lost for good, and a synchronous standby is promoted. The nodes' address
/// leads to the standby before it takes writes, as an impatient operator would have it.
final class PostgresFailover implements Fault {
    private static final Duration IN_STEP = Duration.ofSeconds(8);
    private static final Duration READ_ONLY = Duration.ofSeconds(2);
    private static final Duration AFTERWARDS = Duration.ofSeconds(12);

    /// What was committed before may still be on its way.
    private static final long ON_THE_WAY = Duration.ofMillis(500).toNanos();

    private static final double RESUME_SECONDS = 3;

    @Override
    public int row() {
        return 18;
    }

    @Override
    public String what() {
        return "PostgreSQL lost, its synchronous standby promoted";
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var primary = site.cluster().postgres();
        var standby = primary.synchronousStandby();
        site.say("a synchronous standby is in step");
        site.pass(IN_STEP);
        site.killed("kill -9 the primary");
        primary.kill();
        site.cluster().serveFrom(standby);
        site.pass(READ_ONLY);
        standby.promote();
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long killed = window.mark("kill");
        long back = window.mark("back");
        return List.of(
                Figure.told("acks in step", evidence.acked(window.from(), killed), ""),
                Figure.told(
                        "acks while nobody takes writes",
                        evidence.acked(killed + ON_THE_WAY, back),
                        ""),
                Figure.atMost(
                        "connections lost", evidence.losses(window.from(), window.until()), "", 0),
                Figure.atMost("acks resume", evidence.nextAck(back), "s", RESUME_SECONDS));
    }
}
