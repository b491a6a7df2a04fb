package parley.loadtest.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.protocol.value.MessageText;

class TextsTest {
    @Test
    @DisplayName("every body can be sent, has at most 2,000 bytes and tells its portal")
    void bodies() {
        var random = new Random(1);
        int longest = 0;
        for (int at = 0; at < 2_000; at++) {
            var body = Texts.body(0xfeedL, random);
            assertThat(MessageText.problem(body)).isEqualTo(MessageText.Problem.NONE);
            assertThat(Texts.canary(body)).isEqualTo(0xfeedL);
            longest = Math.max(longest, body.getBytes(StandardCharsets.UTF_8).length);
        }
        assertThat(longest).isBetween(1_500, 2_000);
    }

    @Test
    @DisplayName("other texts have no canary")
    void none() {
        assertThat(Texts.canary("")).isZero();
        assertThat(Texts.canary("[0123] this is not one, whatever follows")).isZero();
    }

    @Test
    @DisplayName("the hash tells kind, author and text apart")
    void hash() {
        assertThat(Texts.hash("message", "visitor", "a"))
                .isNotEqualTo(Texts.hash("message", "agent", "a"))
                .isNotEqualTo(Texts.hash("message", "visitor", "b"))
                .isEqualTo(Texts.hash("message", "visitor", "a"));
    }
}
