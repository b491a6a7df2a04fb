package parley.loadtest.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import parley.loadtest.cluster.PostgresServer;
import parley.loadtest.cluster.SmallDisk;
import parley.loadtest.cluster.SmallFileSystem;

/// Row 19: the disk of PostgreSQL's log is full. The server panics, comes back, ends; whenever it
/// has ended, it is started again, as a supervisor would.
final class DiskFull implements Fault {
    private static final long SPARE = 48L * 1024 * 1024;
    private static final int MOST_SEGMENTS = 64;
    private static final Duration APART = Duration.ofMillis(100);
    private static final Duration FULL = Duration.ofSeconds(8);
    private static final Duration SUPERVISED = Duration.ofMillis(500);
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);
    private static final String SAID = "No space left on device";
    private static final double RESUME_SECONDS = 5;

    @Override
    public int row() {
        return 19;
    }

    @Override
    public String what() {
        return "disk of PostgreSQL's log full for 8 s";
    }

    @Override
    public String obstacle() {
        return SmallFileSystem.obstacle();
    }

    @Override
    public void inject(Site site) throws IOException, InterruptedException, SQLException {
        var postgres = site.cluster().postgres();
        long before = complaints(postgres);
        try (var disk = SmallDisk.under(postgres, SPARE)) {
            disk.fill();
            site.killed("the disk of PostgreSQL's log is full");
            useUp(postgres, site);
            site.mark("full");
            supervise(postgres, site, FULL.toNanos());
            disk.free();
            site.mark("back");
            for (long began = System.nanoTime();
                    !postgres.accepts() && System.nanoTime() - began < PATIENCE; ) {
                supervise(postgres, site, SUPERVISED.toNanos());
            }
            site.pass(AFTERWARDS);
        }
        site.measured(
                Figure.atLeast("failed writes", (double) complaints(postgres) - before, "", 1));
        long ended = site.cluster().nodes().stream().filter(it -> !it.alive()).count();
        site.measured(Figure.none("gateways that ended", ended));
    }

    /// The segments that are there are still good: takes one after the other until there is none.
    private static void useUp(PostgresServer postgres, Site site) throws InterruptedException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            for (int segment = 0; segment < MOST_SEGMENTS; segment++) {
                statement.execute("SELECT pg_switch_wal()");
                site.pass(APART);
            }
        } catch (SQLException e) {
            site.say("PostgreSQL cannot write: " + e.getMessage());
        }
    }

    private static void supervise(PostgresServer postgres, Site site, long nanos)
            throws IOException, InterruptedException {
        for (long began = System.nanoTime(); System.nanoTime() - began < nanos; ) {
            if (!postgres.alive()) {
                postgres.launch();
            }
            site.pass(SUPERVISED);
        }
    }

    private static long complaints(PostgresServer postgres) throws IOException {
        try (var lines = Files.lines(postgres.log())) {
            return lines.filter(it -> it.contains(SAID)).count();
        }
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        long full = window.mark("full");
        long back = window.mark("back");
        return List.of(
                Figure.told("nacks", evidence.refusals(full, back).length, ""),
                Figure.told("acks while full", evidence.acked(full, back), ""),
                Figure.atMost("acks resume", evidence.nextAck(back), "s", RESUME_SECONDS));
    }
}
