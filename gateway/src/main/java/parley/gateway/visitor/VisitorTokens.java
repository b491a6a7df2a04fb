package parley.gateway.visitor;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.visitor.SignedTokens.Opened;
import parley.protocol.value.PortalId;

/// Mints and judges the tokens by which a browser proves which visitor it is (security.md "Visitor
/// tokens"). In memory only: an anonymous visitor leaves no row before the first message (MSG-14).
public final class VisitorTokens {
    private static final String FORMAT = "v1";
    private static final int MAX_LENGTH = 1024;
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final SignedTokens tokens;
    private final Duration lifetime;
    private final Clock clock;

    /// @param keys the current one first
    /// @param lifetime of a token; each connect mints a new one
    public VisitorTokens(List<SigningKey> keys, Duration lifetime, Clock clock) {
        this.tokens = new SignedTokens(FORMAT, MAX_LENGTH, keys);
        this.lifetime = lifetime;
        this.clock = clock;
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
        return tokens.sign(claims.toBytes());
    }

    /// Judges a token. Costs one MAC; compares in constant time; nothing in it is believed before.
    ///
    /// @param portal of the connection
    /// @param origin of the page, normalised
    public Verdict judge(String token, PortalId portal, String origin) {
        return switch (tokens.open(token)) {
            case Opened.Claims(var bytes) -> judge(VisitorClaims.ofBytes(bytes), portal, origin);
            case Opened.Malformed _ -> new Verdict.Refused(Reason.MALFORMED);
            case Opened.UnknownKey _ -> new Verdict.Refused(Reason.UNKNOWN_KEY);
            case Opened.BadMac _ -> new Verdict.Refused(Reason.BAD_MAC);
        };
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
}
