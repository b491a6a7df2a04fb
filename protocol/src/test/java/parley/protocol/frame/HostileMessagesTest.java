package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What a hostile peer sends has the outcome that frames/hostile.txt names")
class HostileMessagesTest {
    private static final Pattern MACRO = Pattern.compile("⟦(?:hex ([0-9A-F]+)|(.+?)×(\\d+))⟧");

    private final FrameDecoder<ClientFrame> decoder = FrameDecoder.ofVisitors();

    record Row(String abuseCase, String outcome, String what, byte[] message) {
        @Override
        public String toString() {
            return "case " + abuseCase + ": " + what + " -> " + outcome;
        }
    }

    static List<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/frames/hostile.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" \\| ?", 4))
                .map(part -> new Row(part[0], part[1], part[2], expand(part[3])))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("row")
    void outcome(Row row) {
        assertThat(nameOf(decoder.decode(row.message()))).isEqualTo(row.outcome());
    }

    private static String nameOf(Decoded<ClientFrame> decoded) {
        return switch (decoded) {
            case Decoded.Frame<ClientFrame> _ -> "frame";
            case Decoded.Unsupported<ClientFrame> _ -> "unsupported";
            case Decoded.Refused<ClientFrame> refused -> "nack " + refused.code().wireName();
            case Decoded.Malformed<ClientFrame> malformed -> "close " + malformed.close().code();
        };
    }

    private static byte[] expand(String text) {
        var out = new ByteArrayOutputStream();
        var macro = MACRO.matcher(text);
        int from = 0;
        while (macro.find()) {
            out.writeBytes(utf8(text.substring(from, macro.start())));
            out.writeBytes(
                    macro.group(1) != null
                            ? HexFormat.of().parseHex(macro.group(1))
                            : utf8(macro.group(2).repeat(Integer.parseInt(macro.group(3)))));
            from = macro.end();
        }
        out.writeBytes(utf8(text.substring(from)));
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
