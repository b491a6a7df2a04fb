package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.ClientBytes.BINARY;
import static parley.gateway.edge.visitor.ClientBytes.CLOSE;
import static parley.gateway.edge.visitor.ClientBytes.CONTINUATION;
import static parley.gateway.edge.visitor.ClientBytes.FIN;
import static parley.gateway.edge.visitor.ClientBytes.PING;
import static parley.gateway.edge.visitor.ClientBytes.PONG;
import static parley.gateway.edge.visitor.ClientBytes.TEXT;
import static parley.gateway.edge.visitor.ClientBytes.bytes;
import static parley.gateway.edge.visitor.ClientBytes.close;
import static parley.gateway.edge.visitor.ClientBytes.frame;
import static parley.gateway.edge.visitor.ClientBytes.header;
import static parley.gateway.edge.visitor.ClientBytes.join;
import static parley.gateway.edge.visitor.ClientBytes.text;
import static parley.gateway.edge.visitor.ClientBytes.unmasked;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.protocol.frame.CloseCode;

@DisplayName("Reading a browser's bytes (RFC 6455)")
class WebSocketReaderTest {
    private static final int LIMIT = 16 * 1024;

    private final WebSocketReader reader = new WebSocketReader(LIMIT, 16);
    private final Heard heard = new Heard();
    private WebSocketReader.@Nullable Unfinished rest;

    @AfterEach
    void nothingIsLeftBehind() {
        if (rest != null) {
            rest.release();
        }
    }

    @Nested
    @DisplayName("§5.2 framing")
    class Framing {
        @ParameterizedTest(name = "{0} bytes")
        @ValueSource(ints = {0, 1, 3, 4, 5, 125, 126, 127, 1000, 16_383, 16_384})
        @DisplayName("a text message of any length up to the limit arrives as it was sent")
        void lengths(int length) {
            var text = "x".repeat(length);
            read(text(text));
            assertThat(heard.all).containsExactly("text " + text);
            assertThat(rest).isNull();
        }

        @ParameterizedTest(name = "mask {0}")
        @ValueSource(ints = {0, 1, -1, 0x80000000, 0x01020304})
        @DisplayName("any mask is taken off, zero too")
        void masks(int mask) {
            read(frame(FIN | TEXT, "Grüße, 世界 👋".getBytes(StandardCharsets.UTF_8), mask));
            assertThat(heard.all).containsExactly("text Grüße, 世界 👋");
        }

        @ParameterizedTest(name = "bits {0} on opcode {1}")
        @MethodSource("parley.gateway.edge.visitor.WebSocketReaderTest#reservedBits")
        @DisplayName("a reserved bit is an error on every kind of frame")
        void reservedBits(int bits, int opcode) {
            read(frame(FIN | bits | opcode, bytes()));
            assertThat(heard.all).containsExactly("violated 1002");
        }

        @ParameterizedTest(name = "opcode {0}, FIN {1}")
        @MethodSource("parley.gateway.edge.visitor.WebSocketReaderTest#opcodes")
        @DisplayName("each opcode with and without FIN has one defined outcome")
        void opcodes(int opcode, boolean fin, String expected) {
            read(frame((fin ? FIN : 0) | opcode, bytes()));
            assertThat(String.join(",", heard.all)).isEqualTo(expected);
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({
            "81fe00050000000068656c6c6f, 16 bits for 5",
            "81fe007d00000000, 16 bits for 125",
            "81ff000000000000000500000000, 64 bits for 5",
            "81ff000000000000ffff00000000, 64 bits for 65535",
            "81ff800000000000000000000000, highest bit of 64",
            "81ffffffffffffffffff00000000, all bits of 64",
        })
        @DisplayName("a length that is not in its shortest form is an error")
        void longForms(String hex, String why) {
            read(HexFormat.of().parseHex(hex));
            assertThat(heard.all).as(why).containsExactly("violated 1002");
        }

        @Test
        @DisplayName("a frame without a mask is an error")
        void notMasked() {
            read(unmasked(FIN | TEXT, "hello".getBytes(StandardCharsets.UTF_8)));
            assertThat(heard.all).containsExactly("violated 1002");
        }

        @Test
        @DisplayName("a frame chopped at every byte is read all the same")
        void chopped() {
            for (byte it :
                    join(text("hello"), frame(FIN | PING, bytes(1, 2, 3)), text("x".repeat(300)))) {
                read(new byte[] {it});
            }
            assertThat(heard.all)
                    .containsExactly("text hello", "ping 010203", "text " + "x".repeat(300));
            assertThat(rest).isNull();
        }

        @Test
        @DisplayName("a thousand frames in one segment are a thousand messages")
        void many() {
            var all =
                    IntStream.range(0, 1000)
                            .mapToObj(it -> text("m" + it))
                            .reduce(bytes(), ClientBytes::join);
            read(all);
            assertThat(heard.all).hasSize(1000).endsWith("text m999");
        }

        @Test
        @DisplayName("nothing after a violation is listened to")
        void afterViolation() {
            read(join(frame(FIN | BINARY, bytes()), text("late")));
            assertThat(heard.all).containsExactly("violated 1003");
        }
    }

    @Nested
    @DisplayName("§5.4 fragmentation")
    class Fragmentation {
        @ParameterizedTest(name = "{0} fragments")
        @ValueSource(ints = {2, 3, 15, 16})
        @DisplayName("up to 16 fragments are one message")
        void joined(int fragments) {
            for (int i = 0; i < fragments; i++) {
                int opcode = i == 0 ? TEXT : CONTINUATION;
                read(frame((i == fragments - 1 ? FIN : 0) | opcode, bytes('a' + i)));
            }
            assertThat(heard.all)
                    .containsExactly("text " + "abcdefghijklmnop".substring(0, fragments));
            assertThat(rest).isNull();
        }

        @ParameterizedTest(name = "of {0} bytes")
        @ValueSource(ints = {0, 1})
        @DisplayName("the 17th fragment is too much, empty or not")
        void tooMany(int bytes) {
            read(frame(TEXT, new byte[bytes]));
            for (int i = 0; i < 15; i++) {
                read(frame(CONTINUATION, new byte[bytes]));
            }
            assertThat(heard.all).isEmpty();
            read(frame(CONTINUATION, new byte[bytes]));
            assertThat(heard.all).containsExactly("violated 1009");
            assertThat(rest).isNull();
        }

        @Test
        @DisplayName("control frames may stand between fragments")
        void controlBetween() {
            read(frame(TEXT, bytes('a')));
            read(frame(FIN | PING, bytes(7)));
            read(frame(FIN | PONG, bytes()));
            read(frame(FIN | CONTINUATION, bytes('b')));
            assertThat(heard.all).containsExactly("ping 07", "pong", "text ab");
        }

        @Test
        @DisplayName("a continuation of nothing, and a message inside a message, are errors")
        void outOfPlace() {
            read(frame(FIN | CONTINUATION, bytes()));
            assertThat(heard.all).containsExactly("violated 1002");

            var other = new Heard();
            read(frame(TEXT, bytes('a')), other);
            read(frame(FIN | TEXT, bytes('b')), other);
            assertThat(other.all).containsExactly("violated 1002");
        }

        @Test
        @DisplayName("all fragments together may not pass the limit")
        void together() {
            read(frame(TEXT, new byte[LIMIT - 1]));
            read(header(FIN | CONTINUATION, 2));
            assertThat(heard.all).containsExactly("violated 1009");
        }
    }

    @Nested
    @DisplayName("§5.5 control frames")
    class Control {
        @ParameterizedTest(name = "{0} bytes")
        @ValueSource(ints = {0, 1, 125})
        @DisplayName("a ping carries up to 125 bytes")
        void ping(int length) {
            read(frame(FIN | PING, new byte[length]));
            assertThat(heard.all).containsExactly("ping " + "00".repeat(length));
        }

        @ParameterizedTest(name = "opcode {0}")
        @ValueSource(ints = {CLOSE, PING, PONG})
        @DisplayName("126 bytes are too many, and fragments of control frames are errors")
        void tooLong(int opcode) {
            read(header(FIN | opcode, 126));
            assertThat(heard.all).containsExactly("violated 1002");

            var other = new Heard();
            read(frame(opcode, bytes()), other);
            assertThat(other.all).containsExactly("violated 1002");
        }
    }

    @Nested
    @DisplayName("§7.4 close")
    class Close {
        @ParameterizedTest(name = "{0}")
        @ValueSource(
                ints = {
                    1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1014, 3000, 3999, 4000, 4999
                })
        @DisplayName("codes that a peer may send are told")
        void good(int code) {
            read(close(code, "reason"));
            assertThat(heard.all).containsExactly("closed " + code);
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        @DisplayName("codes that nobody may send are errors")
        void bad(int code) {
            read(close(code, ""));
            assertThat(heard.all).containsExactly("violated 1002");
        }

        @Test
        @DisplayName("no code is 1005; half a code is an error; a reason must be UTF-8")
        void bodies() {
            read(frame(FIN | CLOSE, bytes()));
            assertThat(heard.all).containsExactly("closed 1005");

            var half = new Heard();
            read(frame(FIN | CLOSE, bytes(3)), half);
            assertThat(half.all).containsExactly("violated 1002");

            var reason = new Heard();
            read(frame(FIN | CLOSE, bytes(0x03, 0xE8, 0xC0, 0x80)), reason);
            assertThat(reason.all).containsExactly("violated 1007");
        }

        @Test
        @DisplayName("what comes after a close is not listened to")
        void afterClose() {
            read(join(close(1000, ""), text("late"), close(1000, "")));
            assertThat(heard.all).containsExactly("closed 1000");
        }
    }

    @Nested
    @DisplayName("§8.1 UTF-8")
    class Utf8 {
        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            "c080, overlong NUL",
            "c1bf, overlong, two bytes",
            "e08080, overlong, three bytes",
            "e09fbf, highest overlong of three",
            "f0808080, overlong, four bytes",
            "f08fbfbf, highest overlong of four",
            "eda080, first surrogate",
            "edbfbf, last surrogate",
            "f4908080, above U+10FFFF",
            "f8888080 80, five bytes",
            "80, continuation alone",
            "c3, two bytes cut",
            "e282, three bytes cut",
            "f09f98, four bytes cut",
            "c328, continuation missing",
            "fe, never a byte of UTF-8",
            "ff, never a byte of UTF-8",
        })
        @DisplayName("text that is not UTF-8 is an error")
        void invalid(String hex, String why) {
            read(frame(FIN | TEXT, HexFormat.of().parseHex(hex.replace(" ", ""))));
            assertThat(heard.all).as(why).containsExactly("violated 1007");
        }

        @ParameterizedTest(name = "boundary {index}")
        @ValueSource(
                strings = {
                    "\u0000",
                    "\u007f",
                    "\u0080",
                    "\u07ff",
                    "\u0800",
                    "\ud7ff",
                    "\ue000",
                    "\ufffd",
                    "\ufffe",
                    "\uffff",
                    "\ufeffBOM",
                    "\ud800\udc00",
                    "\udbff\udfff"
                })
        @DisplayName("every boundary of UTF-8 passes, noncharacters and the byte order mark too")
        void valid(String text) {
            read(text(text));
            assertThat(heard.all).containsExactly("text " + text);
        }

        @Test
        @DisplayName("a character split between fragments is one character")
        void split() {
            var wave = "👋".getBytes(StandardCharsets.UTF_8);
            for (int at = 1; at < wave.length; at++) {
                heard.all.clear();
                read(frame(TEXT, Arrays.copyOf(wave, at)));
                read(frame(FIN | CONTINUATION, Arrays.copyOfRange(wave, at, wave.length)));
                assertThat(heard.all).containsExactly("text 👋");
            }
        }

        @Test
        @DisplayName("a bad byte split between fragments is found")
        void badSplit() {
            read(frame(TEXT, bytes(0xED)));
            read(frame(FIN | CONTINUATION, bytes(0xA0, 0x80)));
            assertThat(heard.all).containsExactly("violated 1007");
        }
    }

    @Nested
    @DisplayName("limits")
    class Limits {
        @Test
        @DisplayName("one byte over the limit is refused by its header, before it is buffered")
        void overByOne() {
            read(header(FIN | TEXT, LIMIT + 1));
            assertThat(heard.all).containsExactly("violated 1009");
            assertThat(rest).isNull();
        }

        @Test
        @DisplayName("2^63-1 bytes are refused at once")
        void huge() {
            read(header(FIN | TEXT, Long.MAX_VALUE));
            assertThat(heard.all).containsExactly("violated 1009");
        }

        @Test
        @DisplayName("any bytes end in one defined way and leave no buffer behind (seeded)")
        void fuzz() {
            long seed = Long.getLong("parley.seed", 20_261_122L);
            var random = new Random(seed);
            for (int round = 0; round < 20_000; round++) {
                var bytes = new byte[random.nextInt(1, 64)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    bytes[0] = (byte) (FIN | TEXT);
                }
                var peer = new Heard();
                var in = buffer(bytes);
                var left = reader.read(in, null, peer);
                assertThat(peer.listening() || left == null).as("seed %d", seed).isTrue();
                if (left != null) {
                    left.release();
                }
                assertThat(in.refCnt()).as("seed %d", seed).isZero();
            }
        }
    }

    static List<Object[]> reservedBits() {
        return IntStream.of(0x10, 0x20, 0x40, 0x70)
                .boxed()
                .flatMap(bits ->
                        IntStream.of(CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG)
                                .mapToObj(opcode -> new Object[] {bits, opcode}))
                .toList();
    }

    static List<Object[]> opcodes() {
        var cases = new ArrayList<Object[]>();
        for (int opcode = 0; opcode < 16; opcode++) {
            for (boolean fin : new boolean[] {true, false}) {
                cases.add(new Object[] {opcode, fin, expected(opcode, fin)});
            }
        }
        return cases;
    }

    private static String expected(int opcode, boolean fin) {
        return switch (opcode) {
            case TEXT -> fin ? "text " : "";
            case BINARY -> "violated 1003";
            case CLOSE -> fin ? "closed 1005" : "violated 1002";
            case PING -> fin ? "ping " : "violated 1002";
            case PONG -> fin ? "pong" : "violated 1002";
            default -> "violated 1002";
        };
    }

    private void read(byte[] bytes) {
        read(bytes, heard);
    }

    private void read(byte[] bytes, Heard peer) {
        var in = buffer(bytes);
        rest = reader.read(in, peer == heard ? rest : peer.rest, peer);
        peer.rest = rest;
        if (peer != heard) {
            rest = null;
        }
    }

    private static ByteBuf buffer(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    /// Writes down what the peer said.
    private static final class Heard implements WebSocketReader.Peer {
        private final List<String> all = new ArrayList<>();
        private WebSocketReader.@Nullable Unfinished rest;
        private boolean listening = true;

        @Override
        public boolean listening() {
            return listening;
        }

        @Override
        public void text(ByteBuf utf8) {
            all.add("text " + utf8.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void ping(ByteBuf payload) {
            var bytes = new byte[payload.readableBytes()];
            payload.getBytes(payload.readerIndex(), bytes);
            all.add("ping " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void pong() {
            all.add("pong");
        }

        @Override
        public void closed(int code) {
            all.add("closed " + code);
            listening = false;
        }

        @Override
        public void violated(CloseCode code, String why) {
            all.add("violated " + code.code());
            listening = false;
        }
    }
}
