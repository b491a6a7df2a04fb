package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Shop;
import parley.gateway.edge.visitor.RawSocket;

@DisplayName("The REST API, by the letter of RFC 9112 (numbers: security.md §4)")
class RestConformanceIT {
    private static final String HEAD =
            "POST /api/v1/portals/%s/teams HTTP/1.1~Host: a~Authorization: Bearer %s~"
                    + "Content-Type: application/json~%s~~%s";
    private static final String SMUGGLED = "GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n";

    private static EdgeNode node;
    private static Shop shop;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        shop = new Shop(node.rooms);
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @ParameterizedTest(name = "case {0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    15 | two lengths, the same  | 400 | Content-Length: 17~Content-Length: 17 | {"name":"Sales"}.
                    15 | two lengths            | 400 | Content-Length: 17~Content-Length: 1  | {"name":"Sales"}.
                    15 | two lengths in one     | 400 | Content-Length: 17, 17                | {"name":"Sales"}.
                    15 | a length with a sign   | 400 | Content-Length: +17                   | {"name":"Sales"}.
                    15 | length and coding      | 400 | Content-Length: 17~Transfer-Encoding: chunked | 0~~
                    15 | two codings            | 400 | Transfer-Encoding: identity, chunked  | 0~~
                    15 | a coding behind        | 400 | Transfer-Encoding: chunked, x         | 0~~
                    16 | one quoted, with CRLF  | 400 | Transfer-Encoding: chunked            | 10;a="~b"~{"name":"Sales"}~0~~
                    16 | a chunk without length | 400 | Transfer-Encoding: chunked            | x~{"name":"Sales"}~0~~
                    17 | obs-fold               | 400 | Content-Length: 17~X: a~ b            | {"name":"Sales"}.
                    17 | obs-fold by a tab      | 400 | Content-Length: 17~X: a~\tb           | {"name":"Sales"}.
                    17 | NUL in a value         | 400 | Content-Length: 17~X: a\0b            | {"name":"Sales"}.
                    17 | space before the colon | 400 | Content-Length: 17~X : a              | {"name":"Sales"}.
                    """)
    @DisplayName("what smuggles requests is refused, the connection ends, nothing is created")
    void smuggling(int abuseCase, String why, int status, String lines, String body) {
        refused(post(lines, body) + SMUGGLED, status);
    }

    @Test
    @DisplayName("16: a plain chunk extension is ignored (RFC 9112 §7.1.1), a long one refused")
    void chunkExtensions() {
        var body = "10;%s~{\"name\":\"Sales\"}~0~~";
        try (var raw = dial()) {
            raw.send(post("Transfer-Encoding: chunked", body.formatted("a=b")));
            assertThat(raw.head()).startsWith("HTTP/1.1 201");
        }
        var long_ = body.formatted("x".repeat(9_000));
        refused(post("Transfer-Encoding: chunked", long_) + SMUGGLED, 414);
    }

    @Test
    @DisplayName("18: 9 KB in one header or in many, and 5 KB of address")
    void tooLongHeads() {
        refused(post("X: " + "x".repeat(9_000), ""), 431);
        refused(post("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy~".repeat(250) + "Z: z", ""), 431);
        refused("GET /api/" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    }

    @Test
    @DisplayName("a body over the limit is refused by its length, or where it passes it")
    void tooLongBodies() {
        var big = "x".repeat(2 << 20);
        refused(post("Content-Length: " + big.length(), ""), 413);
        refused(post("Content-Length: 99999999999", ""), 413);
        refused(post("Transfer-Encoding: chunked", "200000~" + big), 413);
    }

    private static void refused(String request, int status) {
        long teams = teams();
        try (var raw = dial()) {
            var _ = raw.trySend(request.getBytes(StandardCharsets.ISO_8859_1));
            var head = raw.head();
            assertThat(head)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("connection: close");
            assertThat(raw.untilClosed()).isLessThan(Duration.ofSeconds(3));
        }
        assertThat(teams()).isEqualTo(teams);
    }

    private static RawSocket dial() {
        return new RawSocket(new InetSocketAddress("127.0.0.1", node.port));
    }

    /// @param lines of the head, `~` for CRLF
    private static String post(String lines, String body) {
        return HEAD.formatted(shop.portal, shop.admin.token(), lines, body).replace("~", "\r\n");
    }

    private static long teams() {
        return get(node.rooms.teams().ofPortal(shop.portal)).size();
    }
}
