package parley.gateway.edge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.TestServers;
import parley.gateway.edge.EdgeNode;

/// What the library lets pass (conformance.md); the numbers are those of security.md §4.
@DisplayName("The agents' listener, by the letter of the RFCs")
class AgentConformanceIT {
    private static final Tags WEBSOCKET = Tags.of("what", "websocket");

    private static EdgeNode node;
    private static long stored;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        stored = entries();
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(entries()).isEqualTo(stored);
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @ParameterizedTest(name = "{0}: {3} -> {4}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    10 | Sec-WebSocket-Version: 13        | Sec-WebSocket-Version: 8         | version 8        | 426
                    10 | Sec-WebSocket-Version: 13        | Sec-WebSocket-Version: 12        | version 12       | 426
                    10 | Sec-WebSocket-Version: 13        | X: y                             | no version       | 426
                    11 | dGhlIHNhbXBsZSBub25jZQ==         | ''                               | empty key        | 400
                    11 | dGhlIHNhbXBsZSBub25jZQ==         | YWJj                             | 3-byte key       | 400
                    11 | dGhlIHNhbXBsZSBub25jZQ==         | ????????????????????????         | not base64       | 400
                    12 | HTTP/1.1                         | HTTP/1.0                         | HTTP/1.0         | 400
                    12 | HTTP/1.1                         | HTTP/9.9                         | HTTP/9.9         | 400
                    13 | Host: localhost                  | X: y                             | no Host          | 400
                    13 | Host: localhost                  | Host: localhost<Host: localhost  | two Hosts        | 400
                    14 | Host: localhost                  | Host: localhost<Content-Length: 5 | a body          | 400
                    15 | Host: localhost                  | Host: localhost<Transfer-Encoding: identity, chunked | two codings | 400
                    17 | Host: localhost                  | Host : localhost                 | space before colon | 400
                    28 | GET /                            | POST /                           | another method   | 405
                    0  | Upgrade: websocket               | Upgrade: h2c                     | another protocol | 426
                    0  | GET /v1/agent                    | GET http://other.example/v1/agent | absolute form   | 400
                    """)
    @DisplayName("an upgrade that is not one is refused, and the connection ends")
    void handshake(int abuseCase, String part, String by, String why, int status)
            throws IOException {
        var request =
                """
                GET /v1/agent HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """
                        .replace(part, by.replace("<", "\n"));
        var count =
                node.meters.counter(
                        "chat.agent.requests.refused", "status", Integer.toString(status));
        double refused = count.count();
        try (var raw = new RawSocket(node)) {
            raw.send(request.replace("\n", "\r\n"));
            var head = raw.head();
            // Reactor Netty answers in the version it was asked in.
            assertThat(head.lines().findFirst().orElseThrow())
                    .as(why)
                    .matches("HTTP/\\d\\.\\d " + status + " .*");
            if (status == 426) {
                assertThat(head.toLowerCase(Locale.ROOT)).contains("sec-websocket-version: 13");
            }
        }
        // A line that is no header ends in the codec, before anything of ours sees it.
        assertThat(count.count()).isEqualTo(abuseCase == 17 ? refused : refused + 1);
    }

    @ParameterizedTest(name = "{0}: {3} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    30 | c1 82 00000000 7b7d             | 1002 | RSV1
                    30 | a1 82 00000000 7b7d             | 1002 | RSV2
                    30 | 91 82 00000000 7b7d             | 1002 | RSV3
                    31 | 83 80 00000000                  | 1002 | opcode 3
                    31 | 8b 80 00000000                  | 1002 | opcode 11
                    32 | 81 02 7b7d                      | 1002 | unmasked
                    33 | 09 80 00000000                  | 1002 | fragmented ping
                    33 | 89 fe 007e 00000000             | 1002 | ping of 126 bytes
                    34 | 88 82 00000000 03ed             | 1002 | close with 1005
                    34 | 88 82 00000000 03e7             | 1002 | close with 999
                    34 | 88 81 00000000 03               | 1002 | close of one byte
                    35 | 81 82 00000000 c080             | 1007 | overlong NUL
                    35 | 81 83 00000000 eda080           | 1007 | surrogate
                    35 | 81 81 00000000 ff               | 1007 | no UTF-8 at all
                    36 | 82 81 00000000 00               | 1003 | binary
                    38 | 81 ff 7fffffffffffffff 00000000 | 1009 | length 2^63-1
                    0  | 80 82 00000000 7b7d             | 1002 | continuation of nothing
                    0  | 88 82 00000000 03e8             | 1000 | a good close
                    0  | 88 80 00000000                  | 1000 | a close without a code
                    """)
    @DisplayName("what breaks RFC 6455 closes with the code that says so")
    void frames(int abuseCase, String hex, int code, String why) throws IOException {
        double refused = node.meters.counter("chat.agent.frames.refused", WEBSOCKET).count();
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(HexFormat.of().parseHex(hex.replace(" ", "")));
            assertThat(raw.closeCode()).as(why).isEqualTo(code);
        }
        assertThat(node.meters.counter("chat.agent.frames.refused", WEBSOCKET).count())
                .isEqualTo(code == 1000 ? refused : refused + 1);
    }

    @Test
    @DisplayName("37: a message of one byte more than the limit closes with 1009")
    void tooBig() throws IOException {
        double refused = node.meters.counter("chat.agent.frames.refused", WEBSOCKET).count();
        double closes = closes(1009);
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(RawSocket.frame(0x81, new byte[64 * 1024 + 1]));
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(RawSocket.frame(0x01, new byte[40 * 1024]));
            raw.send(RawSocket.frame(0x80, new byte[40 * 1024]));
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
        assertThat(node.meters.counter("chat.agent.frames.refused", WEBSOCKET).count())
                .isEqualTo(refused + 2);
        assertThat(closes(1009)).isEqualTo(closes + 2);
    }

    @Test
    @DisplayName("39: a message in more than 16 fragments closes with 1009")
    void fragments() throws IOException {
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(RawSocket.frame(0x01, new byte[0]));
            for (int i = 0; i < 17; i++) {
                raw.send(RawSocket.frame(0x00, new byte[0]));
            }
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    @DisplayName("35: UTF-8 that is cut between two fragments is whole again")
    void cutBetweenFragments() throws IOException {
        var text = "{\"type\":\"connect\",\"v\":0,\"token\":\"ü\",\"inboxes\":[]}";
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int middle = text.indexOf('ü') + 1;
        try (var raw = RawSocket.upgraded(node)) {
            raw.send(RawSocket.frame(0x01, Arrays.copyOf(bytes, middle)));
            raw.send(RawSocket.frame(0x80, Arrays.copyOfRange(bytes, middle, bytes.length)));
            assertThat(raw.closeCode()).as("read, and of another version").isEqualTo(4426);
        }
    }

    @Test
    @DisplayName("41, 42: a flood of pings or pongs closes with 1008")
    void controlFlood() throws IOException {
        for (int opcode : new int[] {0x89, 0x8A}) {
            try (var raw = RawSocket.upgraded(node)) {
                for (int i = 0; i < 30; i++) {
                    raw.send(RawSocket.frame(opcode, new byte[0]));
                }
                assertThat(raw.closeCode()).isEqualTo(1008);
            }
        }
    }

    @Test
    @DisplayName("18: 9 KB of headers are refused with 431, a target of 5 KB with 414")
    void tooLong() throws IOException {
        try (var raw = new RawSocket(node)) {
            raw.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 431");
        }
        try (var raw = new RawSocket(node)) {
            raw.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 414");
        }
    }

    private static double closes(int code) {
        return node.meters
                .counter("chat.agent.close", "code", Integer.toString(code), "initiator", "server")
                .count();
    }

    private static long entries() {
        try (var sql = TestServers.sql();
                var statement = sql.createStatement();
                var found = statement.executeQuery("SELECT count(*) FROM entry")) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
