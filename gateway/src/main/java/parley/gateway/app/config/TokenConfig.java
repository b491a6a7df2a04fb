package parley.gateway.app.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import parley.gateway.visitor.SigningKey;

/// The tokens by which browsers prove which visitor they are.
///
/// @param signingKeys `id:secret`, the current one first; the others are still accepted. Never in a
///   configuration file. Empty is for embedded servers alone, which have their own
/// @param lifetime of a token; every connect brings a new one
public record TokenConfig(List<String> signingKeys, Duration lifetime) {
    public TokenConfig {
        signingKeys = List.copyOf(signingKeys);
        for (var text : signingKeys) {
            var _ = key(text);
        }
        if (lifetime.toMinutes() < 1 || lifetime.toDays() > 31) {
            throw new IllegalArgumentException(
                    "lifetime: " + Durations.format(lifetime) + " (expected: 1m..744h)");
        }
    }

    static TokenConfig defaults() {
        return new TokenConfig(List.of(), Duration.ofHours(24));
    }

    /// The current one first.
    public List<SigningKey> keys() {
        return signingKeys.stream().map(TokenConfig::key).toList();
    }

    /// The same with this key alone.
    public TokenConfig signedWith(String key) {
        return new TokenConfig(List.of(key), lifetime);
    }

    private static SigningKey key(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("signingKeys: (expected: id:secret)");
        }
        var secret = text.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
        return new SigningKey(text.substring(0, colon), secret);
    }

    /// Without secrets.
    @Override
    public String toString() {
        return "TokenConfig[" + signingKeys.size() + " keys]";
    }
}
