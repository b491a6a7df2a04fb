package parley.gateway.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.app.config.LogConfig;

/// Sets the log up: JSON lines for machines, short lines for a person at a terminal. Neither ever
/// holds a message's text, a token or an address in full: what is logged is chosen where it is
/// logged.
final class Logging {
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'\\p{Cntrl}', ' '} %kvp%n%ex";

    private Logging() {}

    static void setUp(LogConfig config, boolean terminal) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var json = config.format().equals("json") || (config.format().equals("auto") && !terminal);
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(json ? json(context) : text(context));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
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
