package parley.gateway.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import parley.gateway.app.config.Config;
import parley.gateway.app.example.ExampleLoader;
import parley.gateway.app.example.ExamplePortal;
import parley.gateway.app.example.ExampleTokens;
import parley.gateway.edge.agent.PageRoutes;
import parley.gateway.edge.ops.DroppedErrors;
import parley.gateway.edge.ops.Health;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.Migrations;
import parley.gateway.postgres.Preconditions;
import parley.gateway.session.LivePages;
import reactor.core.publisher.Mono;

/// Starts everything in the order of use; [Lifecycle] stops it in the reverse order.
final class Wiring {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Config config;
    private final Platform platform;

    private Wiring(Platform platform) {
        this.config = platform.config();
        this.platform = platform;
    }

    /// Starts everything; stops what was started if the rest cannot be.
    @SuppressWarnings("TimeZoneUsage") // the one place where the clock is made
    static Gateway start(Config config, Consumer<String> progress) {
        var lifecycle = new Lifecycle();
        try {
            return new Wiring(
                            new Platform(
                                    config,
                                    lifecycle,
                                    Meters.ofTheProcess(lifecycle),
                                    Clock.systemUTC(),
                                    new SecureRandom(),
                                    progress,
                                    new LivePages()))
                    .start();
        } catch (RuntimeException e) {
            lifecycle.close();
            throw e;
        }
    }

    private Gateway start() {
        DroppedErrors.count(platform.meters());
        Logging.count(platform.meters());
        var servers = Servers.of(platform);
        var answer =
                new FirstAnswer(
                        servers.database().startWithin(),
                        FirstAnswer.Real.TIME,
                        platform.progress());
        if (servers.database().migrate()) {
            platform.progress().accept("bringing the database schema up to date");
            var _ = answer.to(() -> Migrations.apply(servers.database()));
        }
        var _ = answer.to(() -> safe(servers));
        var database = new Database(servers.database(), platform.meters());
        platform.lifecycle().onStop("database pool", database.close());
        var _ = answer.to(() -> done(database.warmUp()));
        var rooms = Rooms.over(platform, servers, database, Redis.broker(platform, servers));
        var tokens = example(rooms);

        var watches = Watches.of(platform);
        var node = platform.id();
        var visitorPort = Ports.chosen(config.visitor().port());
        var visitorUrl = VisitorSide.url(config, visitorPort);
        var files = PageFiles.read(visitorUrl);
        var ops = OpsSide.open(platform, watches, rooms, rooms.presence().renew(node));
        var agent =
                AgentSide.open(platform, rooms, watches, node, new PageRoutes(files, visitorUrl));
        var visitor = VisitorSide.open(platform, rooms, servers, watches, files);
        watches.start(platform, database, () -> visitor.outboundBytes() + agent.outboundBytes());
        ops.health().enter(Health.Phase.SERVING);

        var ports = new Gateway.Ports(visitor.port(), agent.port(), ops.port());
        return new Gateway(
                platform.lifecycle(),
                new Drain(
                        config.drain(),
                        config.admission().connectsPerSecond(),
                        ops.health(),
                        List.of(visitor, agent)),
                new Welcome(config, ports, tokens).text(),
                ports);
    }

    /// Refuses a database that could lose or leak a message (contract §8).
    private boolean safe(Servers servers) throws SQLException {
        var report = Preconditions.check(servers.database(), platform.clock());
        report.warnings().forEach(platform.progress());
        if (!report.refusals().isEmpty()) {
            throw new StartFailure(
                    "the database cannot be served from:\n  "
                            + String.join("\n  ", report.refusals()));
        }
        return true;
    }

    private static boolean done(Mono<Void> work) {
        return Boolean.TRUE.equals(work.thenReturn(true).block(PATIENCE));
    }

    /// Fills an empty embedded database.
    ///
    /// @return the API tokens of the example's agents, by first name
    private Map<String, String> example(Rooms rooms) {
        if (!config.embeddedServers() || config.embedded().example().isEmpty()) {
            return Map.of();
        }
        var kept = new ExampleTokens(Path.of(config.embedded().home()));
        try {
            var example =
                    ExamplePortal.read(
                            Path.of(config.embedded().example()),
                            AgentSide.url(config, config.agent().port()));
            var loader = new ExampleLoader(rooms.ofExample(), example);
            if (Boolean.TRUE.equals(loader.load().block(PATIENCE))) {
                platform.progress().accept("loaded the example shop");
                kept.make(rooms.ofExample(), example, platform.random()).block(PATIENCE);
            }
        } catch (IllegalArgumentException e) {
            throw new StartFailure("embedded.example: " + e.getMessage(), e);
        }
        return kept.read();
    }
}
