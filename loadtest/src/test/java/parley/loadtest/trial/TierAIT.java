package parley.loadtest.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parley.loadtest.cluster.Launch;
import parley.loadtest.crowd.Load;
import parley.loadtest.fault.Faults;

/// Tier A of the fault table. What must never happen fails the build; how fast it got well again is
/// printed beside its target, and fails the build with `-Dchaos.strict`: a machine that does other
/// things meanwhile misses a target without being wrong.
class TierAIT {
    private static final Load LOAD = new Load(5, 60, 10, 40);

    @Test
    @DisplayName(
            "through kills of gateways, Redis and PostgreSQL, what was acknowledged is there once,"
                    + " in order, for everybody")
    void tierA(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("chaos.seed", new SecureRandom().nextInt(1_000_000));
        System.out.println("chaos tier A, seed " + seed);
        var plan =
                new Trial.Plan(
                        LOAD,
                        Faults.tierA(),
                        Trial.Setting.usual(Duration.ofSeconds(5)),
                        seed,
                        folder.resolve("run"),
                        "",
                        Launch.current());
        var outcome = new Trial(plan, System.out::println).run();
        var report = new Report(plan, outcome, Clock.systemUTC().instant());
        System.out.println(report.summary());
        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.unconverged()).as("entries not held in the end").isZero();
        assertThat(outcome.surprises()).isEmpty();
        assertThat(outcome.figures().acks()).isGreaterThan(1_000);
        assertThat(outcome.volumes().kills()).isGreaterThanOrEqualTo(17);
        assertThat(outcome.volumes().reconnects()).isPositive();
        if (Boolean.getBoolean("chaos.strict")) {
            assertThat(outcome.judged()).allMatch(Outcome.Judged::met);
        }
    }
}
