package parley.gateway.app;

import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;

/// Waits until a listener listens, or says in one line why it cannot.
final class Binding {
    private Binding() {}

    static DisposableServer await(
            String section, int port, Mono<? extends DisposableServer> bind, Duration patience) {
        try {
            var server = bind.block(patience);
            if (server == null) {
                throw new StartFailure(section + ".port: " + port + ": no listener");
            }
            return server;
        } catch (ChannelBindException e) {
            throw taken(section, port, e);
        }
    }

    static StartFailure taken(String section, int port, Exception cause) {
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
