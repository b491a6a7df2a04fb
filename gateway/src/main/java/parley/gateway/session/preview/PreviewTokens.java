package parley.gateway.session.preview;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Definition;
import parley.gateway.visitor.SignedTokens;
import parley.gateway.visitor.SignedTokens.Opened;
import parley.gateway.visitor.SigningKey;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;

/// Mints and judges the tokens of preview links (P1). All that a link shows is in its token or in
/// the snapshot of the portal: no node has to remember one.
public final class PreviewTokens {
    /// How long a link holds.
    public static final Duration LIFETIME = Duration.ofHours(1);

    /// Longest token, in characters: addresses of 8,192 characters pass everywhere.
    public static final int MAX_LENGTH = 7_500;

    private static final String FORMAT = "p1";

    private final SignedTokens tokens;
    private final Clock clock;

    /// @param keys the current one first
    public PreviewTokens(List<SigningKey> keys, Clock clock) {
        this.tokens = new SignedTokens(FORMAT, MAX_LENGTH, keys);
        this.clock = clock;
    }

    /// What a token turned out to be.
    public sealed interface Verdict {
        /// Ours, in time, of this portal.
        record Valid(PreviewClaims claims) implements Verdict {}

        /// Anything else.
        record Refused(Reason reason) implements Verdict {}
    }

    /// Why there is no preview.
    public enum Reason {
        /// No token.
        MALFORMED,
        /// Not ours, or changed.
        FORGED,
        /// Of another portal.
        FOREIGN,
        /// Over.
        EXPIRED,
        /// Its editor may not edit chatflows any more.
        FORBIDDEN,
        /// The chatflow was deleted.
        GONE;

        /// As it is told.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A token, and what it says.
    public record Minted(String token, PreviewClaims claims) {}

    /// A token, valid from now on.
    ///
    /// @param unsaved null to show what is saved; its targeting, which a preview does not ask, is
    ///   left out of the token
    /// @return null if the definition is too long for a link
    public @Nullable Minted mint(
            PortalId portal, ChatflowId chatflow, AgentId editor, @Nullable Definition unsaved) {
        var until = clock.instant().plus(LIFETIME);
        var shown = unsaved == null ? null : unsaved.withTarget(Definition.initial().target());
        var claims = new PreviewClaims(portal, chatflow, editor, until, shown);
        var token = tokens.sign(claims.toBytes());
        return token.length() > MAX_LENGTH ? null : new Minted(token, claims);
    }

    /// Judges a token. Costs one MAC; nothing in it is believed before.
    public Verdict judge(String token, PortalId portal) {
        return switch (tokens.open(token)) {
            case Opened.Claims(var bytes) -> judge(PreviewClaims.ofBytes(bytes), portal);
            case Opened.Malformed _ -> new Verdict.Refused(Reason.MALFORMED);
            case Opened.UnknownKey _, Opened.BadMac _ -> new Verdict.Refused(Reason.FORGED);
        };
    }

    private Verdict judge(@Nullable PreviewClaims claims, PortalId portal) {
        if (claims == null) {
            return new Verdict.Refused(Reason.MALFORMED);
        }
        if (!claims.portal().equals(portal)) {
            return new Verdict.Refused(Reason.FOREIGN);
        }
        return clock.instant().isBefore(claims.until())
                ? new Verdict.Valid(claims)
                : new Verdict.Refused(Reason.EXPIRED);
    }
}
