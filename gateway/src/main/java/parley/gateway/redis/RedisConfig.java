package parley.gateway.redis;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which Redis carries the doorbells.
///
/// @param url `redis://host:port`, `rediss://` for TLS; null: the gateway starts its own, for
///   trying out
/// @param user of Redis' access list; null: the default user
/// @param password of the user; never in a configuration file
/// @param signingKey what every node of the cluster signs events with, at least 32 characters;
///   never in a configuration file. Null is for embedded servers alone, which have their own
/// @param commandTimeout how long a publish may take
/// @param maxQueued commands that wait for the link; more are refused
public record RedisConfig(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String signingKey,
        Duration commandTimeout,
        int maxQueued) {
    private static final int MIN_KEY = 32;

    /// @throws IllegalArgumentException names the value that cannot be
    public RedisConfig {
        if (url != null && !usable(url)) {
            throw new IllegalArgumentException(
                    "url: '"
                            + url.replaceFirst("//[^@/]*@", "//***@")
                            + "' (expected: redis://host:port or rediss://host:port, user and"
                            + " password apart)");
        }
        if (signingKey != null && signingKey.length() < MIN_KEY) {
            throw new IllegalArgumentException(
                    "signingKey: "
                            + signingKey.length()
                            + " characters (expected: >= "
                            + MIN_KEY
                            + ")");
        }
        if (commandTimeout.compareTo(Duration.ofMillis(10)) < 0
                || commandTimeout.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException(
                    "commandTimeout: " + commandTimeout + " (expected: 10ms..10s)");
        }
        if (maxQueued < 1 || maxQueued > 100_000) {
            throw new IllegalArgumentException(
                    "maxQueued: " + maxQueued + " (expected: 1..100000)");
        }
    }

    /// What is right for production (contract §4).
    public static RedisConfig defaults() {
        return new RedisConfig(null, null, null, null, Duration.ofMillis(500), 10_000);
    }

    /// The same, somewhere.
    public RedisConfig at(String url, String password, String signingKey) {
        return new RedisConfig(url, user, password, signingKey, commandTimeout, maxQueued);
    }

    private static boolean usable(String url) {
        try {
            var parsed = URI.create(url);
            return ("redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme()))
                    && parsed.getHost() != null
                    && parsed.getUserInfo() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Without secrets.
    @Override
    public String toString() {
        return "RedisConfig[" + url + "]";
    }
}
