package parley.gateway.app;

import io.netty.handler.ssl.SslContext;
import java.net.BindException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.app.config.Config;
import parley.gateway.edge.Tls;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;

/// Waits until a listener listens, or says in one line why it cannot.
final class Binding {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Binding() {}

    static <T> T await(String section, int port, Mono<? extends T> bind) {
        try {
            var bound = bind.block(PATIENCE);
            if (bound == null) {
                throw new StartFailure(section + ".port: " + port + ": no listener");
            }
            return bound;
        } catch (RuntimeException e) {
            var cause = Exceptions.unwrap(e);
            if (cause instanceof ChannelBindException
                    || cause instanceof BindException
                    || cause.getCause() instanceof BindException) {
                throw taken(section, port, e);
            }
            throw e;
        }
    }

    /// What a listener for browsers speaks; null for no TLS.
    static @Nullable SslContext tls(Config config) {
        try {
            return Tls.of(config.tls());
        } catch (IllegalArgumentException e) {
            throw new StartFailure("tls." + e.getMessage(), e);
        }
    }

    /// How a browser on this machine reaches a listener.
    static String local(Config config, int port) {
        return (config.tls().on() ? "https" : "http") + "://localhost:" + port;
    }

    private static StartFailure taken(String section, int port, Exception cause) {
        return new StartFailure(
                section
                        + ".port: "
                        + port
                        + " is taken (expected: a free one; set PARLEY_"
                        + section.toUpperCase(Locale.ROOT)
                        + "_PORT)",
                cause);
    }
}
