package parley.gateway.app;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import parley.gateway.app.config.Config;
import parley.gateway.edge.ops.Health;
import parley.gateway.edge.ops.HealthLog;
import parley.gateway.edge.ops.LoopWatch;
import parley.gateway.edge.ops.OpsServer;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// Says `new` for everything, in the order of use; [Lifecycle] stops it in the reverse order.
final class Wiring {
    private static final Duration BIND = Duration.ofSeconds(10);

    private final Config config;
    private final Consumer<String> progress;
    private final Lifecycle lifecycle = new Lifecycle();
    private final SecureRandom random = new SecureRandom();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Wiring(Config config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
    }

    /// Starts everything; stops what was started if the rest cannot be.
    static Gateway start(Config config, Consumer<String> progress) {
        var wiring = new Wiring(config, progress);
        try {
            return wiring.start();
        } catch (RuntimeException e) {
            wiring.lifecycle.close();
            throw e;
        }
    }

    private Gateway start() {
        measureTheProcess();
        var servers = Servers.of(config, lifecycle, random, progress);
        migrate(servers);
        var health = health();
        var ops = ops(health);
        health.enter(Health.Phase.SERVING);
        var ports = new Gateway.Ports(ops);
        return new Gateway(
                lifecycle,
                new Drain(config.drain(), health, List.of()),
                Welcome.text(config, ports),
                ports);
    }

    private void measureTheProcess() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        var collector = new JvmGcMetrics();
        collector.bindTo(meters);
        lifecycle.onStop("garbage collection metrics", collector::close);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
            new NettyAllocatorMetrics(buffers).bindTo(meters);
        }
    }

    private void migrate(Servers servers) {
        var database = servers.database();
        if (!database.migrate()) {
            return;
        }
        progress.accept("bringing the database schema up to date");
        Flyway.configure()
                .dataSource(
                        database.jdbcUrl(),
                        database.migrator(),
                        Servers.need(database.migratorPassword(), "database.migratorPassword"))
                .load()
                .migrate();
    }

    private Health health() {
        var loops = new LoopWatch(System::nanoTime, meters);
        var memory = ManagementFactory.getMemoryMXBean();
        var health =
                new Health(
                        config.ops(),
                        System::nanoTime,
                        loops,
                        () -> true,
                        () -> {
                            var heap = memory.getHeapMemoryUsage();
                            return 100.0 * heap.getUsed() / heap.getMax();
                        });
        var log = new HealthLog(health, Mono.empty()).start();
        lifecycle.onStop("health log", log::dispose);
        return health;
    }

    private int ops(Health health) {
        var loops = LoopResources.create("ops", 1, true);
        lifecycle.onStop("ops loops", loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)));
        var server = new OpsServer(config.ops(), health, meters, loops);
        var bound = Binding.await("ops", config.ops().port(), server.start(), BIND);
        lifecycle.onStop("ops listener", Mono.fromRunnable(bound::dispose).then(bound.onDispose()));
        return bound.port();
    }
}
