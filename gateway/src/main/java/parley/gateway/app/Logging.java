package parley.gateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.app.config.LogConfig;

/// Sets the log up: JSON lines for machines, short lines for a person at a terminal. Neither ever
/// holds a message's text, a token or an address in full: what is logged is chosen where it is
/// logged.
final class Logging {
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'\\p{Cntrl}', ' '} %kvp%n%ex";

    private static final String LINES = "lines";

    private Logging() {}

    static void setUp(LogConfig config, boolean terminal) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var json = config.format().equals("json") || (config.format().equals("auto") && !terminal);
        var lines = new BoundedLog(new FileOutputStream(FileDescriptor.out));
        lines.setName(LINES);
        lines.setContext(context);
        lines.start(json ? json(context) : text(context));
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(lines);
        context.addTurboFilter(new RepeatedLines(System::nanoTime));
        // A line for each malformed request would let anybody fill the log.
        context.getLogger("reactor.netty.http.server.HttpServerOperations").setLevel(Level.ERROR);
        // Whoever asked for the connection hears of it, and says so.
        context.getLogger("io.r2dbc.postgresql.client.ReactorNettyClient").setLevel(Level.OFF);
        // It says with every connection that there are two transports; decision 0013 says which.
        context.getLogger("io.lettuce.core.resource.Transports").setLevel(Level.ERROR);
        // It says with every lookup that a node is away; redis.Links says it once.
        context.getLogger("io.lettuce.core.cluster.topology").setLevel(Level.ERROR);
        context.getLogger("parley")
                .setLevel(Level.toLevel(config.level().toUpperCase(Locale.ROOT)));
    }

    /// Counts what does not get into the log: `chat.log.dropped`.
    static void count(MeterRegistry meters) {
        dropped(meters, "full", BoundedLog::leftOut);
        dropped(meters, "unwritten", BoundedLog::unwritten);
    }

    private static void dropped(
            MeterRegistry meters, String reason, ToLongFunction<BoundedLog> lines) {
        FunctionCounter.builder("chat.log.dropped", meters, _ -> sum(lines))
                .tag("reason", reason)
                .register(meters);
    }

    private static long sum(ToLongFunction<BoundedLog> lines) {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LINES)
                                instanceof BoundedLog log
                ? lines.applyAsLong(log)
                : 0;
    }

    /// Writes what is left, for a second at most. The last thing a process does.
    static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        return encoder;
    }
}
