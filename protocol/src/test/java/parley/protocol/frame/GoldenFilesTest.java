package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every golden file is read and written back byte for byte")
class GoldenFilesTest {
    private final FrameEncoder encoder = new FrameEncoder();

    static List<Golden> visitor() {
        return Golden.of("visitor");
    }

    static List<Golden> agent() {
        return Golden.of("agent");
    }

    static List<Golden> server() {
        return Golden.of("server");
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("what visitors send")
    void visitor(Golden golden) {
        assertWrittenBack(
                golden, encoder.encode(frame(FrameDecoder.ofVisitors().decode(golden.message()))));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("what agents send")
    void agent(Golden golden) {
        assertWrittenBack(
                golden, encoder.encode(frame(FrameDecoder.ofAgents().decode(golden.message()))));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("what the gateway sends")
    void server(Golden golden) {
        assertWrittenBack(
                golden, encoder.encode(frame(FrameDecoder.ofServer().decode(golden.message()))));
    }

    private static <F> F frame(Decoded<F> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Frame.class);
        return ((Decoded.Frame<F>) decoded).frame();
    }

    private static void assertWrittenBack(Golden golden, byte[] written) {
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(golden.text());
    }
}
