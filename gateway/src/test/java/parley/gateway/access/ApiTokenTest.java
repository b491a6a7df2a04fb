package parley.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An API token")
class ApiTokenTest {
    private final ApiToken token = ApiToken.generate(new SplittableRandom(42));

    @Test
    @DisplayName("survives being written down, and matches its own hash")
    void roundTrip() {
        var read = ApiToken.parse(token.reveal());
        assertThat(read).isNotNull();
        assertThat(read.prefix()).isEqualTo(token.prefix()).matches("[0-9a-f]{12}");
        assertThat(read.matches(token.hash())).isTrue();
        assertThat(read.reveal()).isEqualTo(token.reveal()).startsWith("cg_");
    }

    @Test
    @DisplayName("100: with one character of the secret changed it does not match")
    void oneCharacterOff() {
        var text = token.reveal();
        var flipped = text.charAt(30) == 'A' ? 'B' : 'A';
        var other = ApiToken.parse(text.substring(0, 30) + flipped + text.substring(31));
        assertThat(other).isNotNull();
        assertThat(other.matches(token.hash())).isFalse();
    }

    @Test
    @DisplayName("hides its secret when printed")
    void hidden() {
        assertThat(token.toString()).doesNotContain(token.reveal().substring(16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cg_",
                "cg_0123456789ab_short",
                "xx_0123456789ab_0000000000000000000000000000000000000000000",
                "cg_0123456789AB_0000000000000000000000000000000000000000000",
                "cg_0123456789ab-0000000000000000000000000000000000000000000",
                "cg_0123456789ab_000000000000000000000000000000000000000000=",
                "cg_0123456789ab_00000000000000000000000 0000000000000000000",
            })
    @DisplayName("that has not the form of one is none")
    void malformed(String text) {
        assertThat(ApiToken.parse(text)).isNull();
    }
}
