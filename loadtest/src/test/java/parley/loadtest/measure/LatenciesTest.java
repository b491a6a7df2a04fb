package parley.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Latencies")
class LatenciesTest {
    private final AtomicLong nanos = new AtomicLong(7);
    private final Latencies latencies = new Latencies(nanos::get);
    private final Expected expected = new Expected(5_000);

    @Test
    @DisplayName("count from when something was due, so that a stall is in every figure it delayed")
    void stall() {
        for (int due = 0; due < 100; due++) {
            // One a second is due; the first is held for 60 s, and with it all that wait behind.
            nanos.set(7 + Math.max(due, 60) * 1_000_000_000L);
            latencies.came("ack", due * 1_000_000L);
        }
        latencies.mark();
        var acks = latencies.course("ack");
        assertThat(acks.count()).isEqualTo(100);
        assertThat(acks.millis(100)).isCloseTo(60_000, within(60.0));
        assertThat(acks.millis(50)).isCloseTo(10_000, within(1_100.0));
    }

    @Test
    @DisplayName("one too few, one too many and one too late are violations, each with its name")
    void violations() {
        expected.more("ack", 2);
        expected.more("reply", 1);
        expected.more("pong", 1);
        latencies.came("ack", 0);
        latencies.came("reply", 0);
        latencies.came("reply", 0);
        nanos.addAndGet(6_000_000_000L);
        latencies.came("pong", 0);
        latencies.mark();
        assertThat(expected.violations(latencies))
                .containsExactly(
                        "ack: 1 came (expected: 2)",
                        "reply: 2 came (expected: 1)",
                        "pong: p99 6000.6 ms (expected: at most 5000)");
    }

    @Test
    @DisplayName("the summary has the table with what failed, the flags, the commit, and a plot")
    void summary(@TempDir Path folder) throws Exception {
        expected.more("ack", 3);
        latencies.came("ack", 0);
        nanos.addAndGet(2_000_000_000L);
        latencies.mark();
        var summary =
                new Summary(
                        "Chat",
                        "-Dchats=3",
                        latencies,
                        expected.counts(),
                        expected.violations(latencies));
        var text = Files.readString(summary.write(folder));
        assertThat(text)
                .contains("commit ", "`-Dchats=3`", "- VIOLATION ack: 1 came (expected: 3)")
                .containsPattern("ack +1 +0\\.0 +0\\.0 +0\\.0 +0\\.0 +2");
        assertThat(folder.resolve("plot.svg")).content().contains(">ack</text>");
    }
}
