package parley.gateway.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.app.config.Config;

/// One run of the gateway: comes up, says where, serves until it is told to stop, drains, goes.
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Config config;
    private final Terminal terminal;

    Service(Config config, Terminal terminal) {
        this.config = config;
        this.terminal = terminal;
    }

    /// Serves. Returns when it was to serve until it is ready, and throws if it cannot start; else
    /// the process ends in here.
    void run(CommandLine.Until until) {
        var began = System.nanoTime();
        if (until == CommandLine.Until.PARENT_ENDS) {
            ParentWatch.start();
        }
        var gateway = Wiring.start(config, progress());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(gateway), "leave"));
        var took = Duration.ofNanos(System.nanoTime() - began);
        LOG.info("serving after {} ms", took.toMillis());
        if (until == CommandLine.Until.READY) {
            return;
        }
        terminal.out().print(gateway.welcome());
        waitForEver();
    }

    /// Signals, `System.exit` and a lost parent all end here. A program that was asked to stop and
    /// did so has succeeded: without `halt` its exit code would tell of the signal.
    private static void leave(Gateway gateway) {
        gateway.leave();
        Logging.end();
        Runtime.getRuntime().halt(0);
    }

    private Consumer<String> progress() {
        return terminal.interactive()
                ? line -> terminal.out().println("  " + line)
                : line -> LOG.info("{}", line);
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
