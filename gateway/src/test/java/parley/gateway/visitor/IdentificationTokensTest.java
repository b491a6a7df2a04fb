package parley.gateway.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.visitor.IdentificationTokens.Reason;
import parley.gateway.visitor.IdentificationTokens.Verdict;
import parley.protocol.value.PortalId;

@DisplayName("A proof of who a visitor is, by the customer's own server")
class IdentificationTokensTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final PortalId PORTAL = new PortalId(new UUID(1, 1));
    private static final IdentityKey KEY = key(1);
    private static final Identity ANNA =
            new Identity(EmailAddress.of("Anna.Schmidt@Example.com"), "Anna", null);

    @Test
    @DisplayName("IDN-01 is believed: address and names are the token's")
    void good() {
        var verdict = at(NOW.plusSeconds(60)).judge(minted(), PORTAL, List.of(key(2), KEY), null);
        assertThat(verdict).isEqualTo(new Verdict.Proven(ANNA));
        assertThat(ANNA.email().value()).isEqualTo("anna.schmidt@example.com");
    }

    @Test
    @DisplayName(
            "IDN-02 is worth nothing after twelve hours and a minute, and good a minute before")
    void expired() {
        assertThat(judgedAt(NOW.plus(Duration.ofMinutes(721)))).isEqualTo(Reason.EXPIRED);
        assertThat(
                        at(NOW.plus(Duration.ofMinutes(719)))
                                .judge(minted(), PORTAL, List.of(KEY), null))
                .isInstanceOf(Verdict.Proven.class);
    }

    @Test
    @DisplayName("IDN-03 is refused when the page tells another address than the token")
    void otherEmail() {
        assertThat(at(NOW).judge(minted(), PORTAL, List.of(KEY), "b@example.com"))
                .isEqualTo(new Verdict.Refused(Reason.OTHER_EMAIL));
        assertThat(at(NOW).judge(minted(), PORTAL, List.of(KEY), " ANNA.schmidt@example.com"))
                .isInstanceOf(Verdict.Proven.class);
    }

    @Test
    @DisplayName("is refused when no key of the portal signed it, or it is another portal's")
    void foreign() {
        assertThat(reason(minted(), PORTAL, List.of())).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(reason(minted(), new PortalId(new UUID(9, 9)), List.of(KEY)))
                .isEqualTo(Reason.OTHER_PORTAL);
        var same = new IdentityKey(KEY.id(), secret(7), NOW);
        assertThat(reason(minted(), PORTAL, List.of(same))).isEqualTo(Reason.BAD_MAC);
        var changed = minted().replaceFirst("\\.[A-Za-z0-9_-]{4}", ".AAAA");
        assertThat(reason(changed, PORTAL, List.of(KEY))).isIn(Reason.BAD_MAC, Reason.MALFORMED);
    }

    @Test
    @DisplayName("is refused without a signature, or by another algorithm than the agreed one")
    void algorithms() throws JOSEException {
        var claims = claims(NOW, NOW.plusSeconds(60));
        assertThat(reason(new PlainJWT(claims).serialize(), PORTAL, List.of(KEY)))
                .isEqualTo(Reason.MALFORMED);
        var longer = new IdentityKey(KEY.id(), Arrays.copyOf(secret(1), 64), NOW);
        var other = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
        other.sign(new MACSigner(longer.secret()));
        assertThat(reason(other.serialize(), PORTAL, List.of(longer))).isEqualTo(Reason.MALFORMED);
        assertThat(reason("", PORTAL, List.of(KEY))).isEqualTo(Reason.MALFORMED);
        assertThat(reason("x".repeat(5_000), PORTAL, List.of(KEY))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    @DisplayName("that the customer signs for longer than twelve hours is refused")
    void tooLong() throws JOSEException {
        var token =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.HS256),
                        claims(NOW, NOW.plus(Duration.ofHours(13))));
        token.sign(new MACSigner(KEY.secret()));
        assertThat(reason(token.serialize(), PORTAL, List.of(KEY)))
                .isEqualTo(Reason.TOO_LONG_LIVED);
    }

    @Test
    @DisplayName("that the customer's own server signed is believed, with or without a key's name")
    void ownServer() throws JOSEException {
        var token =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.HS256), claims(NOW, NOW.plusSeconds(3_600)));
        token.sign(new MACSigner(KEY.secret()));
        assertThat(at(NOW).judge(token.serialize(), PORTAL, List.of(key(2), KEY), null))
                .isInstanceOf(Verdict.Proven.class);
    }

    private static JWTClaimsSet claims(Instant from, Instant to) {
        return new JWTClaimsSet.Builder()
                .subject("bob@example.com")
                .audience(PORTAL.toString())
                .issueTime(Date.from(from))
                .expirationTime(Date.from(to))
                .build();
    }

    private static String minted() {
        return at(NOW).mint(PORTAL, KEY, ANNA);
    }

    private static Reason judgedAt(Instant now) {
        return ((Verdict.Refused) at(now).judge(minted(), PORTAL, List.of(KEY), null)).reason();
    }

    private static Reason reason(String token, PortalId portal, List<IdentityKey> keys) {
        return ((Verdict.Refused) at(NOW).judge(token, portal, keys, null)).reason();
    }

    private static IdentificationTokens at(Instant now) {
        return new IdentificationTokens(Clock.fixed(now, ZoneOffset.UTC));
    }

    private static IdentityKey key(int number) {
        return new IdentityKey(new UUID(0, number), secret(number), NOW);
    }

    private static byte[] secret(int number) {
        var secret = new byte[32];
        Arrays.fill(secret, (byte) number);
        return secret;
    }
}
