package parley.gateway.redis;

import java.util.List;
import reactor.core.publisher.Mono;

/// The Redis servers that carry events, in one of the forms of [Deployment]: who of them carries
/// which channel, how to hear there, and how to publish. [Links] keeps the ears.
sealed interface Servers permits ClusterServers, OneServer {
    /// Opens the library for what is configured; nothing is dialled yet.
    static Servers of(RedisConfig config) {
        return switch (config.deployment()) {
            case Deployment.Server(var address, boolean _) ->
                    OneServer.at(address, new ClientSettings(config));
            case Deployment.Sentinel sentinel ->
                    OneServer.foundBy(sentinel, new ClientSettings(config));
            case Deployment.Cluster(var seeds, boolean _) ->
                    new ClusterServers(seeds, new ClientSettings(config));
        };
    }

    /// Finds out again who carries what; opens the link that publishes if there is none yet.
    ///
    /// @return fails if Redis is not there
    Mono<Void> look();

    /// Which server carries each partition as far as is known, named `host:port`; [#NOBODY] for one
    /// that is not covered. Whatever differs from an earlier answer has moved.
    List<String> carriers();

    /// No server.
    String NOBODY = "";

    /// Where a channel belongs at the moment.
    Home home(String channel);

    /// Dials a server.
    ///
    /// @return fails if it is not there
    Mono<Ear> listen(String server, Ear.Listener listener);

    /// @return how many heard it there; fails if there is no link
    Mono<Long> publish(byte[] channel, byte[] message);

    /// Closes the link that publishes, which may be dead without its ends having been told; [#look]
    /// opens another.
    void hangUp();

    /// Closes every link.
    Mono<Void> close();

    /// What may be subscribed in one command: channels of one slot at one server.
    ///
    /// @param slot 0 where there are no slots
    record Home(String server, int slot) {}
}
