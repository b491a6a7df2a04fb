package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The expected wait")
class QueueTest {
    @ParameterizedTest(name = "position {0}, {1} slots, {2} min each: {3} min")
    @CsvSource({
        "1, 4, 12, 3",
        "2, 4, 12, 6",
        "1, 5, 12, 3",
        "9, 1, 10, 90",
        "1, 100, 1, 1",
    })
    @DisplayName("is the time until as many conversations ended, in full minutes, rounded up")
    void expected(int position, int slots, long typical, long minutes) {
        assertThat(Queue.expectedWait(position, slots, Duration.ofMinutes(typical)))
                .isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    @DisplayName("is not told without anybody there, or without any past")
    void unknown() {
        assertThat(Queue.expectedWait(1, 0, Duration.ofMinutes(5))).isNull();
        assertThat(Queue.expectedWait(1, 2, null)).isNull();
    }
}
