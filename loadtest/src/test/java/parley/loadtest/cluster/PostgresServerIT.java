package parley.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The harness's PostgreSQL")
@Timeout(180)
class PostgresServerIT {
    /// Room for another segment of the log once the filler is gone: each is 16 MiB.
    private static final long SPARE = 48L << 20;

    private Guard guard;
    private PostgresServer postgres;

    @BeforeEach
    void start() throws Exception {
        var run = Files.createTempDirectory("parley-postgres-"); // the guard deletes it
        guard = Guard.over(run);
        var home = Files.createDirectories(run.resolve("postgres"));
        var programs = new Programs(run.resolve("programs")).postgres();
        postgres = new PostgresServer(programs, home.resolve("data"), Secrets.random());
        postgres.create();
        execute(postgres, "CREATE TABLE it (n int)");
        execute(postgres, "INSERT INTO it VALUES (1)");
    }

    @AfterEach
    void stop() throws Exception {
        guard.close();
    }

    @Test
    @DisplayName("is copied as it is, and the copy goes its own way")
    void copy() throws Exception {
        var copy = postgres.copy();
        execute(postgres, "INSERT INTO it VALUES (2)");
        postgres.kill();
        copy.start();

        assertThat(count(copy)).isEqualTo(1);
        execute(copy, "INSERT INTO it VALUES (3)");
        assertThat(count(copy)).isEqualTo(2);
    }

    @Test
    @DisplayName("has a standby that holds what was committed, and takes writes once promoted")
    void failover() throws Exception {
        var standby = postgres.synchronousStandby();
        execute(postgres, "INSERT INTO it VALUES (2)");
        postgres.kill();

        assertThat(count(standby)).isEqualTo(2);
        standby.promote();
        execute(standby, "INSERT INTO it VALUES (3)");
        assertThat(count(standby)).isEqualTo(3);
    }

    @Test
    @DisplayName("cannot write when its log's disk is full, and can again when it is not")
    void diskFull() throws Exception {
        assumeThat(SmallFileSystem.obstacle()).isEmpty();
        try (var disk = SmallDisk.under(postgres, SPARE)) {
            disk.fill();
            assertThat(writesUntilItFails()).isPositive();
            disk.free();
            Processes.await(
                    60_000,
                    "PostgreSQL does not come back",
                    () -> {
                        if (!postgres.alive()) {
                            launch();
                        }
                        return postgres.accepts();
                    });
        }
        long before = count(postgres);
        execute(postgres, "INSERT INTO it VALUES (4)");
        assertThat(count(postgres)).isEqualTo(before + 1);
    }

    private int writesUntilItFails() {
        for (int segment = 1; segment <= 64; segment++) {
            try {
                execute(postgres, "INSERT INTO it VALUES (2)");
                execute(postgres, "SELECT pg_switch_wal()");
            } catch (SQLException _) {
                return segment;
            }
        }
        return 0;
    }

    private void launch() {
        try {
            postgres.launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(PostgresServer postgres, String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(PostgresServer postgres) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT count(*) FROM it")) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
