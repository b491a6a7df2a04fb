package parley.gateway.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which Redis carries the doorbells.
///
/// @param url one server, Sentinel or a Cluster, in the forms of [Deployment]; null: the gateway
///   starts its own, for trying out
/// @param user of Redis' access list; null: the default user
/// @param password of the user; never in a configuration file
/// @param sentinel how Sentinel is asked
/// @param caFile PEM certificates of those who may vouch for a server; null: those the JDK knows
/// @param signingKey what every node of the cluster signs events with, at least 32 characters;
///   never in a configuration file. Null is for embedded servers alone, which have their own
/// @param commandTimeout how long a publish may take
/// @param maxQueued commands that wait for a link; more are refused
public record RedisConfig(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        SentinelLogin sentinel,
        @Nullable String caFile,
        @Nullable String signingKey,
        Duration commandTimeout,
        int maxQueued) {
    private static final int MIN_KEY = 32;

    /// @throws IllegalArgumentException names the value that cannot be
    public RedisConfig {
        if (url != null) {
            check(url, sentinel, caFile);
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

    private static void check(String url, SentinelLogin sentinel, @Nullable String caFile) {
        var deployment = Deployment.parse(url);
        if (deployment == null) {
            throw new IllegalArgumentException(
                    "url: '"
                            + url.replaceFirst("//[^/]*@", "//***@")
                            + "' (expected: "
                            + Deployment.EXPECTED
                            + ")");
        }
        if (sentinel.isSet() && !(deployment instanceof Deployment.Sentinel)) {
            throw new IllegalArgumentException(
                    "sentinel: set (expected: with redis-sentinel://… alone)");
        }
        if (caFile != null && !deployment.tls()) {
            throw new IllegalArgumentException(
                    "caFile: '" + caFile + "' (expected: with a rediss URL alone)");
        }
        if (caFile != null && !holdsCertificates(Path.of(caFile))) {
            throw new IllegalArgumentException(
                    "caFile: '" + caFile + "' (expected: a readable file of PEM certificates)");
        }
    }

    private static boolean holdsCertificates(Path file) {
        try (var content = Files.newInputStream(file)) {
            return !CertificateFactory.getInstance("X.509").generateCertificates(content).isEmpty();
        } catch (IOException | CertificateException _) {
            return false;
        }
    }

    /// What is right for production (contract §4).
    public static RedisConfig defaults() {
        return new RedisConfig(
                null,
                null,
                null,
                new SentinelLogin(null, null),
                null,
                null,
                Duration.ofMillis(500),
                10_000);
    }

    /// The same, somewhere.
    public RedisConfig at(String url, String password, String signingKey) {
        return new RedisConfig(
                url, user, password, sentinel, caFile, signingKey, commandTimeout, maxQueued);
    }

    /// Of a configuration that has a URL.
    Deployment deployment() {
        var deployment = url == null ? null : Deployment.parse(url);
        if (deployment == null) {
            throw new IllegalArgumentException(
                    "url: missing (expected: " + Deployment.EXPECTED + ")");
        }
        return deployment;
    }

    /// Without secrets.
    @Override
    public String toString() {
        return "RedisConfig[" + url + "]";
    }

    /// What Sentinel itself asks for; the servers' login does not count there.
    ///
    /// @param user of Sentinel's access list; null: the default user
    /// @param password null: Sentinel asks for none; never in a configuration file
    public record SentinelLogin(@Nullable String user, @Nullable String password) {
        private boolean isSet() {
            return user != null || password != null;
        }

        /// Without secrets.
        @Override
        public String toString() {
            return "SentinelLogin[" + user + "]";
        }
    }
}
