package parley.loadtest.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Always draws nearly the most.
    private final Backoff backoff =
            new Backoff(
                    new Random() {
                        @Override
                        public long nextLong(long bound) {
                            return bound - 1;
                        }
                    });

    @Test
    @DisplayName("failed dials climb from 1 s to 30 s")
    void climbs() {
        assertThat(backoff.after(1006, 0)).isBetween(SECOND - 1, SECOND);
        assertThat(backoff.after(1006, 0)).isBetween(2 * SECOND - 1, 2 * SECOND);
        for (int dial = 0; dial < 20; dial++) {
            assertThat(backoff.after(1006, 0)).isLessThan(30 * SECOND);
        }
        assertThat(backoff.after(1006, 0)).isEqualTo(30 * SECOND - 1);
    }

    @Test
    @DisplayName(
            "after 5 s of LIVE the next dial is within 2 s, and every 10 s take a failure back")
    void forgets() {
        for (int dial = 0; dial < 3; dial++) {
            var _ = backoff.after(1006, 0);
        }
        assertThat(backoff.after(1006, 5 * SECOND)).isEqualTo(2 * SECOND - 1);
        assertThat(backoff.after(1006, 30 * SECOND)).isEqualTo(2 * SECOND - 1);
        assertThat(backoff.after(1006, 0)).isEqualTo(SECOND - 1);
    }

    @Test
    @DisplayName("a missed heartbeat dials at once")
    void silent() {
        assertThat(backoff.after(4410, SECOND)).isZero();
    }
}
