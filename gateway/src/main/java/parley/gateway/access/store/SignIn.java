package parley.gateway.access.store;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Principal;
import reactor.core.publisher.Mono;

/// Turns a token into the principal it stands for. Why it fails is for the metric, never for the
/// caller.
public final class SignIn {
    private static final String NO_HASH = "0".repeat(64);

    private final TokenStore tokens;
    private final Clock clock;

    public SignIn(TokenStore tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /// What came of it. Anything but [Ok] is told to the caller in the same words.
    public sealed interface Outcome {
        /// The value of the `result` tag of `chat.auth`.
        String result();

        /// The token is good.
        record Ok(Principal principal, String prefix) implements Outcome {
            @Override
            public String result() {
                return "ok";
            }
        }

        /// It is not.
        ///
        /// @param result `malformed`, `unknown`, `expired` or `revoked`
        record Refused(String result) implements Outcome {}
    }

    /// Looks the token up and compares in constant time.
    public Mono<Outcome> with(String text) {
        var token = ApiToken.parse(text);
        return token == null
                ? Mono.just(new Outcome.Refused("malformed"))
                : tokens.find(token.prefix())
                        .map(found -> judge(token, found))
                        .switchIfEmpty(Mono.fromSupplier(() -> judge(token, null)));
    }

    private Outcome judge(ApiToken token, TokenStore.@Nullable Found found) {
        var matches = token.matches(found == null ? NO_HASH : found.hash());
        if (found == null || !matches) {
            return new Outcome.Refused("unknown");
        }
        if (found.revokedAt() != null) {
            return new Outcome.Refused("revoked");
        }
        var expiresAt = found.expiresAt();
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
            return new Outcome.Refused("expired");
        }
        return new Outcome.Ok(found.principal(), token.prefix());
    }
}
