package parley.gateway.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.gateway.session.Pressure.GREEN;
import static parley.gateway.session.Pressure.RED;
import static parley.gateway.session.Pressure.YELLOW;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.session.Pressure;

@DisplayName("How hard a node is pressed (faults.md §4)")
class AdmissionStateTest {
    private static final Limits YELLOW_FROM = limits(200, 75, 200, 1_000);
    private static final Limits RED_FROM = limits(1_000, 85, 1_000, 10_000);
    private static final AdmissionConfig CONFIG =
            AdmissionConfig.defaults()
                    .pressedBy(YELLOW_FROM, RED_FROM)
                    .raising(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final AdmissionState state = new AdmissionState(CONFIG);
    private Duration now = Duration.ofDays(3);

    @ParameterizedTest(name = "lag {0} ms, memory {1} %, pool {2} ms, outbound {3} B: {4}")
    @CsvSource(
            textBlock =
                    """
                       0,  0,    0,     0, GREEN
                     199, 74,  199,   999, GREEN
                     200,  0,    0,     0, YELLOW
                       0, 75,    0,     0, YELLOW
                       0,  0,  200,     0, YELLOW
                       0,  0,    0,  1000, YELLOW
                     999, 84,  999,  9999, YELLOW
                    1000,  0,    0,     0, RED
                       0, 85,    0,     0, RED
                       0,  0, 1000,     0, RED
                       0,  0,    0, 10000, RED
                    """)
    @DisplayName("is what the worst of the four signals asks for")
    void signals(int lag, int memory, int pool, int outbound, Pressure expected) {
        after(0, reading(lag, memory, pool, outbound));
        assertThat(state.pressure()).as("not at once").isEqualTo(GREEN);
        assertThat(after(1_000, reading(lag, memory, pool, outbound))).isEqualTo(expected);
    }

    @Test
    @DisplayName("rises only when a limit is met for a second without a break")
    void spike() {
        after(0, lag(5_000));
        after(999, lag(5_000));
        assertThat(state.pressure()).isEqualTo(GREEN);
        after(1, lag(0));
        after(500, lag(5_000));
        assertThat(after(999, lag(5_000))).isEqualTo(GREEN);
        assertThat(after(1, lag(5_000))).isEqualTo(RED);
    }

    @Test
    @DisplayName("rises to the least that was asked for all the time, then on")
    void least() {
        after(0, lag(5_000));
        after(500, lag(300));
        assertThat(after(500, lag(5_000))).isEqualTo(YELLOW);
        after(0, lag(5_000));
        assertThat(after(1_000, lag(5_000))).isEqualTo(RED);
    }

    @Test
    @DisplayName("two signals that take turns press as one does")
    void takingTurns() {
        after(0, lag(300));
        after(500, reading(0, 80, 0, 0));
        assertThat(after(500, lag(300))).isEqualTo(YELLOW);
    }

    @Test
    @DisplayName("falls one step after 5 s of calm, and another after 5 more")
    void falls() {
        red();
        after(0, Reading.IDLE);
        assertThat(after(4_999, Reading.IDLE)).isEqualTo(RED);
        assertThat(after(1, Reading.IDLE)).isEqualTo(YELLOW);
        assertThat(after(4_999, Reading.IDLE)).isEqualTo(YELLOW);
        assertThat(after(1, Reading.IDLE)).isEqualTo(GREEN);
    }

    @Test
    @DisplayName("does not fall while readings are within a fifth below the limit")
    void hysteresis() {
        red();
        after(0, lag(800));
        assertThat(after(60_000, lag(800))).isEqualTo(RED);
        after(0, lag(799));
        assertThat(after(5_000, lag(799))).as("800 ms is a fifth below RED's").isEqualTo(YELLOW);
        assertThat(after(60_000, lag(160))).as("160 ms is one below YELLOW's").isEqualTo(YELLOW);
        after(0, lag(159));
        assertThat(after(5_000, lag(159))).isEqualTo(GREEN);
    }

    @Test
    @DisplayName("begins to wait for calm anew when it is pressed again")
    void pressedAgain() {
        red();
        after(0, Reading.IDLE);
        after(4_000, lag(900));
        after(500, Reading.IDLE);
        assertThat(after(4_999, Reading.IDLE)).isEqualTo(RED);
        assertThat(after(1, Reading.IDLE)).isEqualTo(YELLOW);
    }

    @Test
    @DisplayName("says which signals press, and none when it only waits for calm")
    void reasons() {
        after(0, reading(1_500, 0, 300, 0));
        after(1_000, reading(1_500, 0, 300, 0));
        assertThat(state.state().because()).containsExactly(Signal.LOOPS, Signal.POOL);
        assertThat(state.state().reasons()).isEqualTo("loop lag, database pool");
        after(1, Reading.IDLE);
        assertThat(state.pressure()).isEqualTo(RED);
        assertThat(state.state().because()).isEmpty();
    }

    @Test
    @DisplayName("a GREEN node gives no reasons, whatever was measured last")
    void green() {
        after(0, lag(5_000));
        assertThat(state.state()).isEqualTo(new AdmissionState.State(GREEN, List.of()));
    }

    @Test
    @DisplayName("limits that make no sense are refused by name")
    void limits() {
        assertThatThrownBy(() -> CONFIG.pressedBy(RED_FROM, YELLOW_FROM))
                .hasMessageContaining("yellow: ");
        assertThatThrownBy(() -> limits(0, 1, 1, 1)).hasMessageContaining("loopLag: ");
        assertThatThrownBy(() -> limits(1, 101, 1, 1)).hasMessageContaining("memoryPercent: 101");
        assertThatThrownBy(() -> limits(1, 1, 0, 1)).hasMessageContaining("poolWait: ");
        assertThatThrownBy(() -> limits(1, 1, 1, 0)).hasMessageContaining("outboundBytes: 0");
    }

    private void red() {
        after(0, lag(5_000));
        assertThat(after(1_000, lag(5_000))).isEqualTo(RED);
    }

    private Pressure after(long millis, Reading reading) {
        now = now.plusMillis(millis);
        return state.observe(reading, now.toNanos()).pressure();
    }

    private static Reading lag(int millis) {
        return reading(millis, 0, 0, 0);
    }

    private static Reading reading(int lag, int memory, int pool, int outbound) {
        return new Reading(Duration.ofMillis(lag), memory, Duration.ofMillis(pool), outbound);
    }

    private static Limits limits(int lag, int memory, int pool, int outbound) {
        return new Limits(Duration.ofMillis(lag), memory, Duration.ofMillis(pool), outbound);
    }
}
