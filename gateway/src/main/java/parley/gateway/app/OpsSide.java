package parley.gateway.app;

import java.time.Duration;
import parley.gateway.edge.ops.Health;
import parley.gateway.edge.ops.HealthLog;
import parley.gateway.edge.ops.OpsServer;
import parley.gateway.transport.Loops;
import parley.gateway.transport.Transport;
import reactor.core.publisher.Mono;

/// The operators' side: health, metrics, and the listener.
///
/// @param health told where the gateway is
record OpsSide(Health health, int port) {
    /// @param write a small write to PostgreSQL
    static OpsSide open(Platform platform, Watches watches, Rooms rooms, Mono<Void> write) {
        var config = platform.config().ops();
        var health =
                new Health(
                        config,
                        System::nanoTime,
                        watches.loops(),
                        new Health.Signs(
                                rooms.broker()::connected,
                                watches.memory()::heapPercent,
                                watches.admission()::state));
        var log = new HealthLog(health, write).start();
        platform.lifecycle().onStop("health log", log::dispose);
        var loops = new Loops(Transport.usual(), "ops", 1);
        platform.lifecycle()
                .onStop("ops loops", loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)));
        var server =
                Binding.await(
                        "ops",
                        config.port(),
                        new OpsServer(config, health, platform.meters(), loops).start());
        platform.lifecycle()
                .onStop(
                        "ops listener",
                        Mono.fromRunnable(server::dispose).then(server.onDispose()));
        return new OpsSide(health, server.port());
    }
}
