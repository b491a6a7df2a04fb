package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.edge.visitor.RequestHead.Read;

@DisplayName("Reading an HTTP head")
class RequestHeadTest {
    private static final String GOOD = "GET /a?b HTTP/1.1\r\nHost: x\r\nA: 1 \r\na:2\r\n\r\n";

    @Test
    @DisplayName("a good one is read, and the buffer stands behind it")
    void good() {
        var in = buffer(GOOD + "rest");
        var head = ((Read.Complete) RequestHead.read(in)).head();
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.path()).isEqualTo("/a");
        assertThat(head.all("a")).containsExactly("1", "2");
        assertThat(head.single("a")).isNull();
        assertThat(head.single("host")).isEqualTo("x");
        assertThat(in.toString(ISO_8859_1)).isEqualTo("rest");
    }

    @Test
    @DisplayName("of every beginning of it more is awaited")
    void incomplete() {
        for (int length = 0; length < GOOD.length(); length++) {
            assertThat(RequestHead.read(buffer(GOOD.substring(0, length))))
                    .as(GOOD.substring(0, length))
                    .isInstanceOf(Read.Incomplete.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET / HTTP/1.1 \\r\\n | space behind the version
                    GET  / HTTP/1.1\\r\\n | two spaces
                    GET\\t/ HTTP/1.1\\r\\n | tab
                    G(T / HTTP/1.1\\r\\n | no method
                    GET http://x/ HTTP/1.1\\r\\n | absolute form
                    GET * HTTP/1.1\\r\\n | asterisk form
                    GET / HTTP/1.1\\nHost: x\\n\\n\\r\\n | bare line feeds
                    GET / HTTP/1.1\\r\\n: x\\r\\n | no name
                    GET / HTTP/1.1\\r\\nA\\r\\n | no colon
                    GET / HTTP/1.1\\r\\nA : b\\r\\n | space before the colon
                    GET / HTTP/1.1\\r\\n A: b\\r\\n | folded at the start
                    GET / HTTP/1.1\\r\\nA: b\\u0001\\r\\n | control character
                    \\r\\nGET / HTTP/1.1\\r\\n | empty line first
                    """)
    @DisplayName("what is ambiguous is refused")
    void refused(String text, String why) {
        var raw =
                text.strip()
                        .replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\u0001", "\u0001");
        assertThat(RequestHead.read(buffer(raw + "\r\n")))
                .as(why)
                .isEqualTo(new Read.Refused(HttpStatus.BAD_REQUEST));
    }

    @Test
    @DisplayName("64 lines pass, 65 do not; 8 KiB pass, a byte more does not")
    void limits() {
        var start = "GET / HTTP/1.1\r\n";
        assertThat(RequestHead.read(buffer(start + "A: b\r\n".repeat(64) + "\r\n")))
                .isInstanceOf(Read.Complete.class);
        assertThat(RequestHead.read(buffer(start + "A: b\r\n".repeat(65) + "\r\n")))
                .isEqualTo(new Read.Refused(HttpStatus.HEADERS_TOO_LARGE));
        var full = "A: " + "b".repeat(RequestHead.MAX_HEADER_BYTES - 5) + "\r\n";
        assertThat(RequestHead.read(buffer(start + full + "\r\n")))
                .isInstanceOf(Read.Complete.class);
        assertThat(RequestHead.read(buffer(start + "A: b" + full.substring(3) + "\r\n")))
                .isEqualTo(new Read.Refused(HttpStatus.HEADERS_TOO_LARGE));
    }

    @Test
    @DisplayName("any bytes have one outcome and throw nothing (seeded)")
    void fuzz() {
        long seed = Long.getLong("parley.seed", 20_261_122L);
        var random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            var bytes = GOOD.getBytes(ISO_8859_1);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(RequestHead.read(Unpooled.wrappedBuffer(bytes)))
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}
