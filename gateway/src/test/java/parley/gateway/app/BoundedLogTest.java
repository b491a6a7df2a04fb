package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The log")
@Timeout(30)
class BoundedLogTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("parley");
    private final CountDownLatch reading = new CountDownLatch(1);

    @AfterEach
    void stop() {
        reading.countDown();
        context.stop();
    }

    @Test
    @DisplayName(
            "46 keeps nobody waiting for who reads it; what finds it full is left out, and counted")
    void full() throws InterruptedException {
        var written = new ByteArrayOutputStream();
        var held = new CountDownLatch(1);
        var log =
                to(
                        new OutputStream() {
                            @Override
                            public void write(int value) {
                                written.write(value);
                            }

                            @Override
                            public void write(byte[] line, int from, int length) {
                                held.countDown();
                                try {
                                    reading.await();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                                written.write(line, from, length);
                            }
                        });
        logger.warn("line 0");
        held.await(); // its thread takes whatever it finds: now it has this one, and waits
        for (int line = 1; line <= 2 * BoundedLog.LINES; line++) {
            logger.warn("line {}", line);
        }
        assertThat(log.leftOut()).isEqualTo(BoundedLog.LINES);
        reading.countDown();
        context.stop();
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, BoundedLog.LINES)
                                .mapToObj(it -> "line " + it)
                                .toList());
    }

    @Test
    @DisplayName("46 goes on after a disk that was full; what was not written is counted")
    void unwritten() {
        var disk = new SmallDisk();
        var log = to(disk);
        for (int line = 0; line < 10; line++) {
            logger.warn("line {}", line);
        }
        context.stop();
        assertThat(log.unwritten()).isEqualTo(3);
        assertThat(log.leftOut()).isZero();
        assertThat(disk.content())
                .isEqualTo(
                        """
                        line 0
                        line 1
                        lin
                        line 5
                        line 6
                        line 7
                        line 8
                        line 9
                        """);
    }

    private BoundedLog to(OutputStream out) {
        var encoder = new PatternLayoutEncoder();
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        var log = new BoundedLog(out);
        log.setContext(context);
        log.start(encoder);
        logger.addAppender(log);
        return log;
    }

    /// Takes half of the third line, then nothing for three attempts.
    private static final class SmallDisk extends OutputStream {
        private static final int ROOM = 17;

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int refusals;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] line, int from, int length) throws IOException {
            int room = refusals < 3 ? Math.max(0, ROOM - taken.size()) : length;
            taken.write(line, from, Math.min(room, length));
            if (room < length) {
                refusals++;
                throw new IOException("No space left on device");
            }
        }

        String content() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }
}
