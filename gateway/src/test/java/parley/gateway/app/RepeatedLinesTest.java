package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.StoreUnavailable;

@DisplayName("Of warnings that are alike")
class RepeatedLinesTest {
    private final AtomicLong now = new AtomicLong();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("parley.gateway.Desk");

    @BeforeEach
    void start() {
        context.addTurboFilter(new RepeatedLines(now::get));
        log.start();
        logger.addAppender(log);
    }

    @Test
    @DisplayName("one is written in ten seconds, then how many were left out")
    void once() {
        for (int count = 0; count < 100; count++) {
            logger.warn("portal {} could not be loaded", count);
        }
        assertThat(lines()).containsExactly("portal 0 could not be loaded");
        now.addAndGet(RepeatedLines.WINDOW.toNanos());
        logger.warn("portal {} could not be loaded", 100);
        assertThat(lines())
                .containsExactly(
                        "portal 0 could not be loaded",
                        "99 more like the next were left out: portal {} could not be loaded",
                        "portal 100 could not be loaded");
    }

    @Test
    @DisplayName("those of another text or another logger are not meant")
    void others() {
        logger.warn("one");
        logger.warn("two");
        logger.getLoggerContext().getLogger("parley.gateway.Desk.other").warn("one");
        assertThat(lines()).containsExactly("one", "two", "one");
    }

    @Test
    @DisplayName("what is below a warning is left alone")
    void information() {
        logger.info("ready");
        logger.info("ready");
        assertThat(lines()).containsExactly("ready", "ready");
    }

    @Test
    @DisplayName("a store that does not answer is one line without a stack trace")
    void unavailable() {
        logger.warn("a row could not be read", new StoreUnavailable("no answer", null));
        logger.warn("a row could not be read", new StoreUnavailable("no answer", null));
        assertThat(lines()).containsExactly("a row could not be read: no answer");
        assertThat(log.list.getFirst().getThrowableProxy()).isNull();
    }

    @Test
    @DisplayName("any other failure keeps its stack trace")
    void failure() {
        logger.warn("a row could not be read", new IllegalStateException("bug"));
        assertThat(log.list.getFirst().getThrowableProxy()).isNotNull();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
