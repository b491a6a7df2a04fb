package parley.gateway.postgres;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which PostgreSQL, and as whom.
///
/// @param url `postgresql://host:port/database`; null: the gateway starts its own, for trying out
/// @param user what the gateway works as: owns nothing, bypasses nothing (security.md)
/// @param password of the user; never in a configuration file
/// @param migrate whether this process brings the schema up to date before it serves
/// @param migrator who owns the schema
/// @param migratorPassword of the migrator; never in a configuration file
/// @param ssl `disable`, `require` (encrypted, unchecked) or `verify-full`
/// @param poolSize connections for reading; the writers have their own
/// @param acquireTimeout how long a query waits for a connection
/// @param maxWaiting queries that may wait for a connection; more are refused
/// @param startWithin how long the first answer may take when the gateway starts
public record DatabaseConfig(
        @Nullable String url,
        String user,
        @Nullable String password,
        boolean migrate,
        String migrator,
        @Nullable String migratorPassword,
        String ssl,
        int poolSize,
        Duration acquireTimeout,
        int maxWaiting,
        Duration startWithin) {
    private static final Set<String> SSL = Set.of("disable", "require", "verify-full");

    /// @throws IllegalArgumentException names the value that cannot be
    public DatabaseConfig {
        if (url != null) {
            check(url);
        }
        if (!SSL.contains(ssl)) {
            throw new IllegalArgumentException(
                    "ssl: '" + ssl + "' (expected: disable, require or verify-full)");
        }
        between("poolSize", poolSize, 1, 1_000);
        between("maxWaiting", maxWaiting, 1, 100_000);
        if (startWithin.isNegative()) {
            throw new IllegalArgumentException("startWithin: " + startWithin + " (expected: >= 0)");
        }
        if (acquireTimeout.compareTo(Duration.ofMillis(10)) < 0
                || acquireTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "acquireTimeout: " + acquireTimeout + " (expected: 10ms..1m)");
        }
    }

    /// What is right for one node on a database next door.
    public static DatabaseConfig defaults() {
        return new DatabaseConfig(
                null,
                "parley_app",
                null,
                true,
                "parley_owner",
                null,
                "disable",
                10,
                Duration.ofSeconds(2),
                500,
                Duration.ofSeconds(60));
    }

    /// The same, somewhere and as somebody.
    public DatabaseConfig at(
            String url, String user, String password, String migrator, String migratorPassword) {
        return new DatabaseConfig(
                url,
                user,
                password,
                migrate,
                migrator,
                migratorPassword,
                ssl,
                poolSize,
                acquireTimeout,
                maxWaiting,
                startWithin);
    }

    /// For Flyway; without credentials. A server that is there and says nothing is given up.
    public String jdbcUrl() {
        return "jdbc:" + url + "?sslmode=" + ssl + "&connectTimeout=5&loginTimeout=5";
    }

    /// For R2DBC; without credentials.
    public String r2dbcUrl() {
        return "r2dbc:" + url + "?sslMode=" + ssl;
    }

    private static void check(String url) {
        var parsed = parse(url);
        if (parsed == null
                || !"postgresql".equals(parsed.getScheme())
                || parsed.getHost() == null
                || parsed.getUserInfo() != null
                || parsed.getQuery() != null
                || parsed.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "url: '"
                            + url.replaceFirst("//[^@/]*@", "//***@")
                            + "' (expected: postgresql://host:port/database, user and password"
                            + " apart)");
        }
    }

    private static @Nullable URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static void between(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }

    /// Without passwords.
    @Override
    public String toString() {
        return "DatabaseConfig[" + url + " as " + user + "]";
    }
}
