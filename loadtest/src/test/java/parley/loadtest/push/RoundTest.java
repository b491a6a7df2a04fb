package parley.loadtest.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.loadtest.push.Round.Counts;

@DisplayName("A round")
class RoundTest {
    private static final int WITHIN_SECONDS = 7;

    @Test
    @DisplayName("in which everybody got what concerned them is right")
    void right() {
        assertThat(round(new Counts(10, 0, 0, 0, 40, 0, 0, 5, 5, 5)).violations()).isEmpty();
    }

    @Test
    @DisplayName("names every count that is wrong")
    void wrong() {
        assertThat(round(new Counts(4, 1, 2, 3, 40, 4, 5, 7, 6, 5)).violations())
                .containsExactly(
                        "killed: 1 concerned widgets got no push",
                        "killed: 2 concerned widgets got more than one push",
                        "killed: 3 concerned widgets were last told what is not so",
                        "killed: 4 frames came to whom they did not concern",
                        "killed: 5 pings were not answered",
                        "killed: 7 connections ended (expected: 6)",
                        "killed: 2 widgets did not come back");
    }

    @Test
    @DisplayName("misses its target by the slowest of a hundred, not by the very slowest")
    void late() {
        var round = round(new Counts(1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        round.times().push().recordValueWithCount(6_000_000, 999);
        round.times().push().recordValue(60_000_000);
        assertThat(round.met()).isTrue();
        round.times().push().recordValueWithCount(8_000_000, 20);
        assertThat(round.met()).isFalse();
    }

    private static Round round(Counts counts) {
        return new Round(
                "killed",
                0,
                0,
                0,
                Duration.ofSeconds(WITHIN_SECONDS),
                counts,
                new Round.Times(
                        Chronicle.histogram(),
                        Chronicle.histogram(),
                        Chronicle.histogram(),
                        Chronicle.histogram()));
    }
}
