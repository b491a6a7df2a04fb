package parley.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The history checker")
class CheckerTest {
    private static final long SEED = 20_261_122;

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("has nothing to say of a good history of 50,000 happenings")
    void noFalseAlarm(long seed) {
        assertThat(Checker.check(GoodHistory.of(seed, 40, 50_000))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("catches, in a history of 50,000 happenings, one")
    void catches(Mutant mutant) {
        var good = GoodHistory.of(SEED, 40, 50_000);

        assertThat(Checker.check(mutant.of(good, SEED)))
                .as("seed " + SEED)
                .extracting(Violation::check)
                .contains(mutant.caughtBy());
    }

    @Test
    @DisplayName("measures what it judged: volumes, unknown outcomes, ack latency")
    void figures() {
        var figures = Figures.of(GoodHistory.of(SEED, 40, 50_000));

        assertThat(figures.acks()).isGreaterThan(1_000);
        assertThat(figures.resends()).isPositive();
        assertThat(figures.unknownStored()).isPositive();
        assertThat(figures.ackP99Nanos()).isGreaterThanOrEqualTo(figures.ackP50Nanos());
        assertThat(figures.acksPerSecond().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo((int) figures.acks());
    }
}
