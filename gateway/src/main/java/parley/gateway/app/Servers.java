package parley.gateway.app;

import java.nio.file.Path;
import java.util.Objects;
import parley.gateway.app.config.TokenConfig;
import parley.gateway.app.embedded.EmbeddedFailure;
import parley.gateway.app.embedded.EmbeddedServers;
import parley.gateway.app.embedded.ServerFolder;
import parley.gateway.postgres.DatabaseConfig;
import parley.gateway.redis.RedisConfig;

/// The PostgreSQL and the Redis to use: the configured ones, or those of our own.
///
/// @param database with a URL
/// @param redis with a URL and a signing key
/// @param tokens with a signing key
record Servers(DatabaseConfig database, RedisConfig redis, TokenConfig tokens) {
    static Servers of(Platform platform) {
        var config = platform.config();
        if (!config.embeddedServers()) {
            return new Servers(config.database(), config.redis(), config.tokens());
        }
        var home = Path.of(config.embedded().home());
        try {
            var embedded =
                    EmbeddedServers.open(
                            ServerFolder.kept(home), platform.random(), platform.progress());
            platform.lifecycle().onStop("embedded servers", embedded::close);
            return new Servers(
                    database(config.database(), embedded),
                    redis(config.redis(), embedded),
                    tokens(config.tokens(), embedded));
        } catch (EmbeddedFailure e) {
            throw new StartFailure(Objects.requireNonNullElse(e.getMessage(), "no servers"), e);
        }
    }

    private static DatabaseConfig database(DatabaseConfig section, EmbeddedServers embedded) {
        var postgres = embedded.postgres();
        return section.at(
                "postgresql://127.0.0.1:" + postgres.port() + "/" + postgres.database(),
                postgres.app().user(),
                postgres.app().password(),
                postgres.owner().user(),
                postgres.owner().password());
    }

    private static RedisConfig redis(RedisConfig section, EmbeddedServers embedded) {
        var address = embedded.redis();
        return section.at(
                "redis://127.0.0.1:" + address.port(), address.password(), embedded.signingKey());
    }

    private static TokenConfig tokens(TokenConfig section, EmbeddedServers embedded) {
        return section.signingKeys().isEmpty()
                ? section.signedWith("own:" + embedded.signingKey())
                : section;
    }
}
