package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Reading a small frame costs little")
class DecodingCostTest {
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    1_500 | {"type":"ping","t":1767225655123}
                    1_500 | {"type":"typing","conv":"0198c0de-0000-7000-8000-000000000011"}
                    """)
    @DisplayName("in bytes allocated")
    void allocated(String most, String text) {
        var decoder = FrameDecoder.ofVisitors();
        var message = text.getBytes(StandardCharsets.UTF_8);
        decodeAll(decoder, message);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decodeAll(decoder, message);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
        assertThat(each).isLessThan(Long.parseLong(most.replace("_", "")));
    }

    @Test
    @DisplayName("case 50: ten thousand levels cost less than 1 ms of CPU and no stack")
    void deep() {
        var decoder = FrameDecoder.ofVisitors();
        var message =
                ("{\"type\":\"ping\",\"x\":" + "[".repeat(10_000) + "}")
                        .getBytes(StandardCharsets.UTF_8);
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS / 10; i++) {
            assertThat(decoder.decode(message)).isInstanceOf(Decoded.Malformed.class);
        }
        long each = (threads.getCurrentThreadCpuTime() - before) / (ROUNDS / 10);
        assertThat(each).isLessThan(1_000_000);
    }

    private static void decodeAll(FrameDecoder<ClientFrame> decoder, byte[] message) {
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(decoder.decode(message)).isInstanceOf(Decoded.Frame.class);
        }
    }
}
