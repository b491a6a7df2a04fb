package parley.gateway.visitor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.visitor.VisitorClaims.Subject;
import parley.gateway.visitor.VisitorTokens.Reason;
import parley.gateway.visitor.VisitorTokens.Verdict;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

@DisplayName("Visitors' tokens")
class VisitorTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ORIGIN = "https://shop.example";
    private static final SigningKey OLD = key("k1", "a");
    private static final SigningKey NEW = key("k2", "b");

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final VisitorId visitor = new VisitorId(UUID.randomUUID());
    private final Subject subject = new Subject(portal, visitor, ORIGIN);
    private final String token = tokens(NOW, OLD).mint(subject);

    @Test
    @DisplayName("say who the visitor is, where they were made")
    void valid() {
        assertThat(tokens(NOW, OLD).judge(token, portal, ORIGIN))
                .isInstanceOfSatisfying(
                        Verdict.Valid.class,
                        it -> assertThat(it.claims().subject()).isEqualTo(subject));
        assertThat(token).startsWith("v1.k1.").hasSizeLessThan(300);
    }

    @Test
    @DisplayName("case 81: of another portal, or case 82: another origin, are foreign")
    void foreign() {
        var elsewhere = new PortalId(UUID.randomUUID());
        assertThat(tokens(NOW, OLD).judge(token, elsewhere, ORIGIN))
                .isInstanceOf(Verdict.Foreign.class);
        assertThat(tokens(NOW, OLD).judge(token, portal, "https://other.example"))
                .isInstanceOf(Verdict.Foreign.class);
    }

    @Test
    @DisplayName("case 91: of an old key are accepted while it is listed, refused after")
    void rotation() {
        assertThat(tokens(NOW, NEW, OLD).judge(token, portal, ORIGIN))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(tokens(NOW, NEW, OLD).mint(subject)).startsWith("v1.k2.");
        assertThat(tokens(NOW, NEW).judge(token, portal, ORIGIN))
                .isEqualTo(new Verdict.Refused(Reason.UNKNOWN_KEY));
    }

    @Test
    @DisplayName("end, with a minute for clocks that differ")
    void expiry() {
        var end = NOW.plus(Duration.ofDays(1));
        assertThat(tokens(end.plusSeconds(59), OLD).judge(token, portal, ORIGIN))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(tokens(end.plusSeconds(60), OLD).judge(token, portal, ORIGIN))
                .isEqualTo(new Verdict.Refused(Reason.EXPIRED));
        assertThat(tokens(NOW.minusSeconds(61), OLD).judge(token, portal, ORIGIN))
                .isEqualTo(new Verdict.Refused(Reason.FROM_THE_FUTURE));
    }

    @Test
    @DisplayName("do not survive a change of any character")
    void tampered() {
        int lastMeaningful = token.length() - 2;
        for (int i = 3; i <= lastMeaningful; i++) {
            var changed = new StringBuilder(token);
            changed.setCharAt(i, token.charAt(i) == 'A' ? 'B' : 'A');
            assertThat(tokens(NOW, OLD).judge(changed.toString(), portal, ORIGIN))
                    .as("position %d", i)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "x",
                "v1",
                "v1...",
                "v1.k1..",
                "v1.k1.!!.!!",
                "v2.k1.AAAA.AAAA",
                "....",
                "v1.k1.AAAA.AAAA.AAAA"
            })
    @DisplayName("that are none are refused cheaply")
    void malformed(String text) {
        assertThat(tokens(NOW, OLD).judge(text, portal, ORIGIN))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    @DisplayName("a key that is short is refused, and no key tells its secret")
    void keys() {
        assertThatThrownBy(() -> new SigningKey("k", new byte[31]))
                .hasMessageContaining("31 bytes (expected: >= 32)");
        assertThatThrownBy(() -> new SigningKey("../k", new byte[32])).hasMessageContaining("../k");
        assertThat(OLD.toString()).isEqualTo("SigningKey[k1]");
    }

    private static VisitorTokens tokens(Instant now, SigningKey... keys) {
        return new VisitorTokens(
                List.of(keys), Duration.ofDays(1), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static SigningKey key(String id, String letter) {
        return new SigningKey(id, letter.repeat(32).getBytes(US_ASCII));
    }
}
