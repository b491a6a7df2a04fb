package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import static parley.gateway.edge.visitor.ClientBytes.unmasked;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Abuse of WebSocket frames (security.md §4)")
class AbuseFramesIT {
    private static ChatNode node;

    @BeforeAll
    static void open() {
        node = new ChatNode();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest(name = "bits {0}")
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    @DisplayName("case 30: reserved bits")
    void case30(int bits) {
        closed(frame(FIN | bits | TEXT, bytes('a')), 1002);
    }

    @ParameterizedTest(name = "opcode {0}")
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    @DisplayName("case 31: reserved opcodes")
    void case31(int opcode) {
        closed(frame(FIN | opcode, bytes()), 1002);
    }

    @Test
    @DisplayName("case 32: a frame without a mask")
    void case32() {
        closed(unmasked(FIN | TEXT, "{}".getBytes(UTF_8)), 1002);
    }

    @Test
    @DisplayName("case 33: a control frame of 126 bytes, or in fragments")
    void case33() {
        closed(frame(FIN | PING, new byte[126]), 1002);
        closed(frame(PING, bytes()), 1002);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1005, 1006, 999, 2999, 65535})
    @DisplayName("case 34: close codes that nobody may send, and half of one")
    void case34(int code) {
        closed(close(code, ""), 1002);
        closed(frame(FIN | CLOSE, bytes(3)), 1002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"c080, overlong", "eda080, surrogate", "f4908080, above U+10FFFF"})
    @DisplayName("case 35: text that is not UTF-8, whole and split between fragments")
    void case35(String hex, String why) {
        var bad = HexFormat.of().parseHex(hex);
        closed(frame(FIN | TEXT, bad), 1007);
        closed(
                join(
                        frame(TEXT, bytes(bad[0])),
                        frame(
                                FIN | CONTINUATION,
                                java.util.Arrays.copyOfRange(bad, 1, bad.length))),
                1007);
    }

    @Test
    @DisplayName("case 36: a binary frame")
    void case36() {
        closed(frame(FIN | BINARY, bytes(1)), 1003);
    }

    @Test
    @DisplayName("case 37: one byte over the limit, refused before it has come")
    void case37() {
        closed(header(FIN | TEXT, 16 * 1024 + 1), 1009);
    }

    @Test
    @DisplayName("case 38: 2^63-1 bytes, refused at once")
    void case38() {
        closed(header(FIN | TEXT, Long.MAX_VALUE), 1009);
        closed(bytes(FIN | TEXT, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0), 1002);
    }

    @Test
    @DisplayName("case 39: ten thousand empty fragments")
    void case39() {
        var flood = frame(TEXT, bytes());
        for (int i = 0; i < 100; i++) {
            flood = join(flood, frame(CONTINUATION, bytes()));
        }
        closed(flood, 1009);
    }

    @Test
    @DisplayName("case 40: a fragment that is never finished, heartbeats notwithstanding")
    void case40() {
        double closes = closes(1008);
        try (var tab = node.connected()) {
            tab.socket().send(frame(TEXT, bytes('a')));
            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                Waiting.pause(Duration.ofSeconds(2));
                tab.socket().send(frame(FIN | PING, bytes()));
            }
            assertThat(tab.closeCode()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(12));
        }
        assertThat(closes(1008)).isEqualTo(closes + 1);
        assertThat(node.rows()).isZero();
    }

    @ParameterizedTest(name = "opcode {0}")
    @ValueSource(ints = {PING, PONG})
    @DisplayName(
            "cases 41 and 42: a flood of control frames ends with 1008 after at most ten answers")
    void controlFlood(int opcode) {
        double before = node.edge().count("chat.ratelimit", "scope", "control");
        try (var tab = node.dial()) {
            var flood = bytes();
            for (int i = 0; i < 60; i++) {
                flood = join(flood, frame(FIN | opcode, bytes(i)));
            }
            tab.socket().send(flood);
            int pongs = 0;
            var next = tab.socket().frame();
            while (next.opcode() != CLOSE) {
                pongs += next.opcode() == PONG ? 1 : 0;
                next = tab.socket().frame();
            }
            assertThat(next.closeCode()).isEqualTo(1008);
            assertThat(pongs).isLessThanOrEqualTo(20);
        }
        assertThat(node.edge().count("chat.ratelimit", "scope", "control")).isEqualTo(before + 1);
        assertThat(node.rows()).isZero();
    }

    @Test
    @DisplayName("case 45: a hundred closes and data after them: one answer, and TCP ends")
    void case45() {
        try (var tab = node.dial()) {
            var flood = close(1000, "");
            for (int i = 0; i < 100; i++) {
                flood = join(flood, close(1000, ""), frame(FIN | TEXT, bytes('x')));
            }
            tab.socket().send(flood);
            assertThat(tab.closeCode()).isEqualTo(1000);
            assertThat(tab.socket().untilClosed()).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(node.rows()).isZero();
    }

    private static void closed(byte[] sent, int code) {
        double refused = node.edge().count("chat.frames.refused", "what", "websocket");
        double closes = closes(code);
        try (var tab = node.dial()) {
            tab.socket().send(sent);
            assertThat(tab.closeCode()).isEqualTo(code);
            assertThat(tab.socket().untilClosed()).isLessThan(Duration.ofSeconds(3));
        }
        assertThat(node.edge().count("chat.frames.refused", "what", "websocket"))
                .isEqualTo(refused + 1);
        assertThat(closes(code)).isEqualTo(closes + 1);
        assertThat(node.rows()).isZero();
    }

    private static double closes(int code) {
        return node.edge()
                .count("chat.close", "code", Integer.toString(code), "initiator", "server");
    }
}
