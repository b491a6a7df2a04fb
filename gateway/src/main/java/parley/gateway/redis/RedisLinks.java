package parley.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/// The client library, set so that nothing grows without bound while Redis is away (pitfalls: its
/// defaults queue commands for ever and back off to 30 s).
final class RedisLinks {
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(50);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(1);
    private static final Duration DEAD_PEER_AFTER = Duration.ofSeconds(2);
    private static final int THREADS = 2;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;

    /// @throws IllegalArgumentException if the configuration names no server
    RedisLinks(RedisConfig config) {
        if (config.url() == null) {
            throw new IllegalArgumentException("url: missing (expected: redis://host:port)");
        }
        uri = uri(config, config.url());
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
        client = RedisClient.create(resources);
        client.setOptions(options(config));
    }

    private static RedisURI uri(RedisConfig config, String url) {
        var uri = RedisURI.create(url);
        uri.setTimeout(config.commandTimeout());
        if (config.password() != null) {
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() ->
                            io.lettuce.core.RedisCredentials.just(
                                    config.user(), config.password())));
        }
        return uri;
    }

    private static ClientOptions options(RedisConfig config) {
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
                .build();
    }

    RedisClient client() {
        return client;
    }

    /// The link that subscribes. Fails if Redis is not there.
    Mono<StatefulRedisPubSubConnection<byte[], byte[]>> listening() {
        return Mono.fromCompletionStage(
                () -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri));
    }

    /// The link that publishes. Fails if Redis is not there.
    Mono<StatefulRedisConnection<byte[], byte[]>> publishing() {
        return Mono.fromCompletionStage(() -> client.connectAsync(ByteArrayCodec.INSTANCE, uri));
    }

    Mono<Void> close() {
        return Mono.fromCompletionStage(client::shutdownAsync)
                .then(
                        Mono.fromCallable(() ->
                                resources.shutdown(
                                        0, LONGEST_RECONNECT.toMillis(), TimeUnit.MILLISECONDS)))
                .then();
    }
}
