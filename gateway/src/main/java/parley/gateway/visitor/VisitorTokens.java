package parley.gateway.visitor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.PortalId;

/// Mints and judges the tokens by which a browser proves which visitor it is:
/// `v1.<kid>.<claims>.<mac>` with HMAC-SHA-256 over all before the last dot (security.md "Visitor
/// tokens"). In memory only: an anonymous visitor leaves no row before the first message (MSG-14).
///
/// Keys rotate: the first one signs, all of them are accepted.
public final class VisitorTokens {
    private static final String FORMAT = "v1";
    private static final String MAC = "HmacSHA256";
    private static final int MAX_LENGTH = 1024;
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final List<SigningKey> keys;
    private final Duration lifetime;
    private final Clock clock;

    /// @param keys the current one first
    /// @param lifetime of a token; each connect mints a new one
    public VisitorTokens(List<SigningKey> keys, Duration lifetime, Clock clock) {
        this.keys = List.copyOf(keys);
        this.lifetime = lifetime;
        this.clock = clock;
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
    }

    /// What a token turned out to be.
    public sealed interface Verdict {
        /// Ours, in time, of this portal and origin.
        record Valid(VisitorClaims claims) implements Verdict {}

        /// Not ours, or out of time.
        ///
        /// @param reason for the metric
        record Refused(Reason reason) implements Verdict {}

        /// Ours, of another portal or origin.
        record Foreign() implements Verdict {}
    }

    /// Why a token is refused.
    public enum Reason {
        MALFORMED,
        UNKNOWN_KEY,
        BAD_MAC,
        EXPIRED,
        FROM_THE_FUTURE
    }

    /// A token for the visitor, valid from now on.
    public String mint(VisitorClaims.Subject subject) {
        var now = clock.instant();
        var claims =
                new VisitorClaims(subject, now, now.plus(lifetime), VisitorClaims.FIRST_VERSION);
        var key = keys.getFirst();
        var signed = FORMAT + '.' + key.id() + '.' + ENCODER.encodeToString(claims.toBytes());
        return signed + '.' + ENCODER.encodeToString(mac(key, signed));
    }

    /// Judges a token. Costs one MAC; compares in constant time; nothing in it is believed before.
    ///
    /// @param portal of the connection
    /// @param origin of the page, normalised
    public Verdict judge(String token, PortalId portal, String origin) {
        int lastDot = token.lastIndexOf('.');
        var parts = token.split("\\.", -1);
        if (token.length() > MAX_LENGTH || parts.length != 4 || !parts[0].equals(FORMAT)) {
            return new Verdict.Refused(Reason.MALFORMED);
        }
        var key = key(parts[1]);
        var mac = decode(parts[3]);
        var claims = decode(parts[2]);
        if (key == null || mac == null || claims == null) {
            return new Verdict.Refused(key == null ? Reason.UNKNOWN_KEY : Reason.MALFORMED);
        }
        if (!MessageDigest.isEqual(mac(key, token.substring(0, lastDot)), mac)) {
            return new Verdict.Refused(Reason.BAD_MAC);
        }
        return judge(VisitorClaims.ofBytes(claims), portal, origin);
    }

    private Verdict judge(@Nullable VisitorClaims claims, PortalId portal, String origin) {
        if (claims == null) {
            return new Verdict.Refused(Reason.MALFORMED);
        }
        var now = clock.instant();
        if (!now.isBefore(claims.expiresAt().plus(LEEWAY))) {
            return new Verdict.Refused(Reason.EXPIRED);
        }
        if (now.isBefore(claims.issuedAt().minus(LEEWAY))) {
            return new Verdict.Refused(Reason.FROM_THE_FUTURE);
        }
        boolean ours =
                claims.subject().portal().equals(portal)
                        && claims.subject().origin().equals(origin);
        return ours ? new Verdict.Valid(claims) : new Verdict.Foreign();
    }

    private @Nullable SigningKey key(String id) {
        return keys.stream().filter(it -> it.id().equals(id)).findFirst().orElse(null);
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static byte[] mac(SigningKey key, String text) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.secret(), MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is part of every JDK", e);
        }
    }
}
