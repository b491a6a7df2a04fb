package parley.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The client library, set so that nothing grows without bound while Redis is away (pitfalls: its
/// defaults queue commands for ever and back off to 30 s).
final class ClientSettings {
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(50);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(1);
    private static final Duration DEAD_PEER_AFTER = Duration.ofSeconds(2);
    private static final int THREADS = 2;

    private final RedisConfig config;
    private final ClientResources resources;
    private final SslOptions ssl;

    ClientSettings(RedisConfig config) {
        this.config = config;
        ssl = Trust.options(config);
        resources =
                DefaultClientResources.builder()
                        .ioThreadPoolSize(THREADS)
                        .computationThreadPoolSize(THREADS)
                        .reconnectDelay(() ->
                                Delay.fullJitter(
                                        FIRST_RECONNECT,
                                        LONGEST_RECONNECT,
                                        FIRST_RECONNECT.toMillis(),
                                        TimeUnit.MILLISECONDS))
                        .build();
    }

    /// Threads and timers that all links share.
    ClientResources resources() {
        return resources;
    }

    /// How long a command may take.
    Duration commandTimeout() {
        return config.commandTimeout();
    }

    /// Dials one server at a time.
    RedisClient client() {
        var client = RedisClient.create(resources);
        client.setOptions(options());
        return client;
    }

    /// Of every link.
    ClientOptions options() {
        return ClientOptions.builder()
                .protocolVersion(ProtocolVersion.RESP3)
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(config.maxQueued())
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
                .socketOptions(
                        SocketOptions.builder()
                                .connectTimeout(LONGEST_RECONNECT)
                                .keepAlive(true)
                                .tcpNoDelay(true)
                                .tcpUserTimeout(
                                        SocketOptions.TcpUserTimeoutOptions.builder()
                                                .enable()
                                                .tcpUserTimeout(DEAD_PEER_AFTER)
                                                .build())
                                .build())
                .sslOptions(ssl)
                .build();
    }

    /// A server, with the login of the section.
    RedisURI server(InetSocketAddress address) {
        var uri = uri(address);
        login(uri, config.user(), config.password());
        return uri;
    }

    /// Whoever is the master; the login is for that one, Sentinel has its own.
    RedisURI master(Deployment.Sentinel sentinel) {
        var uri = new RedisURI();
        uri.setSsl(sentinel.tls());
        uri.setTimeout(config.commandTimeout());
        uri.setSentinelMasterId(sentinel.master());
        login(uri, config.user(), config.password());
        for (var address : sentinel.sentinels()) {
            var one = uri(address);
            login(one, config.sentinel().user(), config.sentinel().password());
            uri.getSentinels().add(one);
        }
        return uri;
    }

    private RedisURI uri(InetSocketAddress address) {
        var uri = RedisURI.create(address.getHostString(), address.getPort());
        uri.setSsl(config.deployment().tls());
        uri.setTimeout(config.commandTimeout());
        return uri;
    }

    private static void login(RedisURI uri, @Nullable String user, @Nullable String password) {
        if (password != null) {
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(user, password)));
        }
    }

    /// Ends the threads.
    Mono<Void> close() {
        return Mono.fromCallable(() ->
                        resources.shutdown(0, LONGEST_RECONNECT.toMillis(), TimeUnit.MILLISECONDS))
                .then();
    }
}
