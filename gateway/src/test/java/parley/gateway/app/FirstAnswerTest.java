package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.conversation.StoreUnavailable;

@DisplayName("A gateway that starts before its database answers")
class FirstAnswerTest {
    private final List<String> told = new ArrayList<>();
    private final Clock clock = new Clock();
    private final FirstAnswer answer = new FirstAnswer(Duration.ofSeconds(60), clock, told::add);
    private int asked;

    @Test
    @DisplayName("asks again until there is an answer, and says every 5 s that it does")
    void again() {
        var it =
                answer.to(() -> {
                    if (++asked <= 12) {
                        throw new IllegalStateException(new SQLException("starting", "57P03"));
                    }
                    return "answer";
                });
        assertThat(it).isEqualTo("answer");
        assertThat(told)
                .containsExactly(
                        "the database does not answer yet (starting); trying for 60 s more",
                        "the database does not answer yet (starting); trying for 55 s more");
    }

    @Test
    @DisplayName("gives up when the time is over, says why and which key it was")
    void over() {
        assertThatThrownBy(() ->
                        answer.to(() -> {
                            throw new IOException("Connection refused");
                        }))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "the database did not answer within 60 s (database.startWithin):"
                                + " Connection refused");
        assertThat(clock.now).isBetween(60_000L, 61_000L);
    }

    @Test
    @DisplayName("has one time for all questions")
    void together() {
        clock.now = 59_900;
        assertThatThrownBy(() ->
                        answer.to(() -> {
                            asked++;
                            throw new StoreUnavailable("no answer", null);
                        }))
                .isInstanceOf(StartFailure.class);
        assertThat(asked).isEqualTo(2);
    }

    @ParameterizedTest(name = "SQLSTATE {0}")
    @ValueSource(strings = {"28P01", "3D000", "42501"})
    @DisplayName("does not ask again what would be refused again")
    void refused(String state) {
        assertThatThrownBy(() ->
                        answer.to(() -> {
                            asked++;
                            throw new SQLException("no", state);
                        }))
                .isInstanceOf(StartFailure.class)
                .hasMessage("the database refuses: no");
        assertThat(asked).isEqualTo(1);
    }

    private static final class Clock implements FirstAnswer.Time {
        private long now;

        @Override
        public long nanos() {
            return Duration.ofMillis(now).toNanos();
        }

        @Override
        public void pass(Duration time) {
            now += time.toMillis();
        }
    }
}
