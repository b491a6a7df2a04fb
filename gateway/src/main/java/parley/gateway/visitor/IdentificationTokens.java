package parley.gateway.visitor;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.PortalId;

/// Proofs of who a visitor is: JWTs that the customer's own server signs with one of its portal's
/// keys, or asks us to sign (H14). HS256 and nothing else; `aud` is the portal; `iat` and `exp` are
/// at most twelve hours apart, so that none lives for ever (security.md "Identity").
public final class IdentificationTokens {
    /// How long a token may live.
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final int MAX_LENGTH = 4_096;

    private final Clock clock;

    public IdentificationTokens(Clock clock) {
        this.clock = clock;
    }

    /// What a token turned out to be.
    public sealed interface Verdict {
        /// Signed by the customer, for this portal, in time.
        record Proven(Identity identity) implements Verdict {}

        /// Anything else: the visitor stays anonymous (IDN-02).
        ///
        /// @param reason for the metric
        record Refused(Reason reason) implements Verdict {}
    }

    /// Why a token is refused.
    public enum Reason {
        MALFORMED,
        UNKNOWN_KEY,
        BAD_MAC,
        OTHER_PORTAL,
        OTHER_EMAIL,
        EXPIRED,
        TOO_LONG_LIVED;

        /// As a metric's tag.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A token for somebody, valid from now on.
    public String mint(PortalId portal, IdentityKey key, Identity identity) {
        var now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .subject(identity.email().value())
                        .audience(portal.toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .claim("email", identity.email().value())
                        .claim("given_name", identity.firstName())
                        .claim("family_name", identity.lastName())
                        .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id().toString()).build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new MACSigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 with 32 bytes is always possible", e);
        }
        return token.serialize();
    }

    /// Judges a token. Costs one MAC a key at most; nothing in it is believed before.
    ///
    /// @param keys of the portal
    /// @param told the address that the page says, which must be the token's (IDN-03); null if it
    ///   says none
    public Verdict judge(
            String token, PortalId portal, Collection<IdentityKey> keys, @Nullable String told) {
        if (token.length() > MAX_LENGTH) {
            return refused(Reason.MALFORMED);
        }
        try {
            var parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(parsed.getHeader().getAlgorithm())) {
                return refused(Reason.MALFORMED);
            }
            var candidates = candidates(keys, parsed.getHeader().getKeyID());
            if (candidates.isEmpty()) {
                return refused(Reason.UNKNOWN_KEY);
            }
            return signed(parsed, candidates)
                    ? judge(parsed.getJWTClaimsSet(), portal, told)
                    : refused(Reason.BAD_MAC);
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            return refused(Reason.MALFORMED);
        }
    }

    /// A token that names no key is tried with all of them: two, while one replaces the other.
    private static List<IdentityKey> candidates(Collection<IdentityKey> keys, @Nullable String id) {
        return keys.stream().filter(it -> id == null || it.id().toString().equals(id)).toList();
    }

    private static boolean signed(SignedJWT token, List<IdentityKey> keys) throws JOSEException {
        for (var key : keys) {
            if (token.verify(new MACVerifier(key.secret()))) {
                return true;
            }
        }
        return false;
    }

    private Verdict judge(JWTClaimsSet claims, PortalId portal, @Nullable String told)
            throws ParseException {
        if (!claims.getAudience().equals(List.of(portal.toString()))) {
            return refused(Reason.OTHER_PORTAL);
        }
        var issuedAt = instant(claims.getIssueTime());
        var expiresAt = instant(claims.getExpirationTime());
        if (issuedAt == null || expiresAt == null || claims.getSubject() == null) {
            return refused(Reason.MALFORMED);
        }
        if (Duration.between(issuedAt, expiresAt).compareTo(LIFETIME) > 0) {
            return refused(Reason.TOO_LONG_LIVED);
        }
        var now = clock.instant();
        if (!now.isBefore(expiresAt) || now.isBefore(issuedAt.minus(LEEWAY))) {
            return refused(Reason.EXPIRED);
        }
        var email = claims.getStringClaim("email");
        var proven = EmailAddress.of(email == null ? claims.getSubject() : email);
        return told != null && !EmailAddress.of(told).equals(proven)
                ? refused(Reason.OTHER_EMAIL)
                : new Verdict.Proven(
                        new Identity(
                                proven,
                                claims.getStringClaim("given_name"),
                                claims.getStringClaim("family_name")));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static Verdict refused(Reason reason) {
        return new Verdict.Refused(reason);
    }
}
