package parley.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GuardIT {
    @Test
    @Timeout(90)
    @DisplayName(
            "a harness that is killed leaves neither processes, frozen ones included, nor files")
    void killed(@TempDir Path folder) throws Exception {
        var run = folder.resolve("run");
        var harness =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FrozenServers.class.getName(),
                                run.toString())
                        .redirectErrorStream(true)
                        .start();
        try (var output = harness.inputReader()) {
            assertThat(output.lines().anyMatch("frozen"::equals)).isTrue();
            assertThat(workingIn(run)).isNotEmpty();
        }
        harness.destroyForcibly();
        assertThat(harness.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Processes.await(30_000, "something is left", () -> !Files.exists(run));
        assertThat(workingIn(run)).isEmpty();
    }

    @Test
    @Timeout(90)
    @DisplayName("what is mounted in the run's folder is unmounted before the folder is deleted")
    void mounted(@TempDir Path folder) throws Exception {
        assumeThat(SmallFileSystem.obstacle()).isEmpty();
        var disk = Files.createDirectories(folder.resolve("run").resolve("disk"));
        var guard = Guard.over(disk.getParent());
        var _ = SmallFileSystem.mounted(disk, 1 << 20);
        Files.createFile(disk.resolve("file"));

        guard.close();

        assertThat(disk.getParent()).doesNotExist();
        assertThat(Path.of("/proc/mounts")).content().doesNotContain(disk.toString());
    }

    private static List<Path> workingIn(Path folder) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var found = new java.util.ArrayList<Path>();
            for (var process : processes) {
                try {
                    if (Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder)) {
                        found.add(process);
                    }
                } catch (IOException _) {
                    // Gone, or another user's.
                }
            }
            return found;
        }
    }

    /// Starts both servers, freezes PostgreSQL, and waits to be killed.
    static final class FrozenServers {
        public static void main(String[] arguments) throws Exception {
            var folder = Files.createDirectories(Path.of(arguments[0]));
            var guard = Guard.over(folder);
            var programs = new Programs(folder.resolve("programs"));
            var secrets = Secrets.random();
            var home = Files.createDirectories(folder.resolve("postgres"));
            var postgres = new PostgresServer(programs.postgres(), home.resolve("data"), secrets);
            postgres.create();
            new RedisServer(programs.redis(), folder.resolve("redis"), secrets.redis()).start();
            postgres.freeze();
            System.out.println("frozen");
            Thread.sleep(60_000);
            guard.close(); // kept until here, or its pipe would be collected
        }
    }
}
