package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// The embedded PostgreSQL and Redis of one folder, as one process sees them.
///
/// Every process that opens the same folder shares the same two servers: the first starts them, the
/// others join, whoever leaves last stops them. It does not matter which process that is, nor how
/// it ends: the servers are stopped by a [Companion], which outlives the process by a moment.
public final class EmbeddedServers implements AutoCloseable {
    private final Companion companion;
    private final PostgresAddress postgres;
    private final RedisAddress redis;
    private final String signingKey;

    private EmbeddedServers(
            Companion companion, PostgresAddress postgres, RedisAddress redis, String signingKey) {
        this.companion = companion;
        this.postgres = postgres;
        this.redis = redis;
        this.signingKey = signingKey;
    }

    /// Starts or joins the servers of a folder. Takes seconds when they must be unpacked first.
    ///
    /// @param progress told what is being done, one line each, for people
    /// @throws EmbeddedFailure if they cannot be started here; the message says why and what to do
    public static EmbeddedServers open(
            ServerFolder folder, SecureRandom random, Consumer<String> progress) {
        var companion = new Companion(folder);
        try {
            return open(folder, companion, random, progress);
        } catch (IOException e) {
            companion.release();
            throw new EmbeddedFailure("embedded servers in " + folder.home() + ": " + e, e);
        } catch (EmbeddedFailure e) {
            companion.release();
            throw e;
        }
    }

    private static EmbeddedServers open(
            ServerFolder folder,
            Companion companion,
            SecureRandom random,
            Consumer<String> progress)
            throws IOException {
        try (var _ = folder.lock()) {
            folder.forgetTheDead();
            var secrets = Secrets.in(folder, random);
            var binaries = new Binaries(folder, progress);
            var postgres = new EmbeddedPostgres(folder, binaries.postgres(), secrets, progress);
            var redis = new EmbeddedRedis(folder, binaries.redis(), secrets, progress);
            // From here on the servers go when this process goes, even while they start.
            companion.launch(postgres.pgCtl());
            return new EmbeddedServers(
                    companion, postgres.startOrJoin(), redis.startOrJoin(), secrets.signing());
        }
    }

    public PostgresAddress postgres() {
        return postgres;
    }

    public RedisAddress redis() {
        return redis;
    }

    /// A secret of the folder: what the gateways that share it sign with.
    public String signingKey() {
        return signingKey;
    }

    /// Leaves; stops the servers if no other process uses them, and waits until they are down.
    @Override
    public void close() {
        companion.release();
    }

    /// Where the data of a folder lives unless told otherwise.
    public static Path defaultHome() {
        return Path.of(".parley");
    }
}
