package parley.loadtest.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("WebSocket frames are the bytes of RFC 6455")
class WebSocketFrameTest {
    @Test
    @DisplayName("the masked Hello of §5.7")
    void maskedHello() {
        assertThat(hex(WebSocketFrame.masked(WebSocketFrame.TEXT, utf8("Hello"), 0x37fa213d)))
                .isEqualTo("818537fa213d7f9f4d5158");
    }

    @ParameterizedTest
    @CsvSource({
        "125,   81fd00000000",
        "126,   81fe007e00000000",
        "65535, 81feffff00000000",
        "65536, 81ff000000000001000000000000",
    })
    @DisplayName("the three forms of the length, §5.2")
    void lengths(int length, String head) {
        var frame = WebSocketFrame.masked(WebSocketFrame.TEXT, new byte[length], 0);
        assertThat(hex(frame)).startsWith(head).hasSize(head.length() + 2 * length);
    }

    @ParameterizedTest
    @CsvSource({
        "810548656c6c6f,                         true,  1, Hello",
        "010348656c,                             false, 1, Hel",
        "80026c6f,                               true,  0, lo",
        "890548656c6c6f,                         true,  9, Hello",
        "817e000548656c6c6f,                     true,  1, Hello",
        "817f000000000000000548656c6c6f,         true,  1, Hello",
    })
    @DisplayName("what a server sends, §5.7")
    void reads(String bytes, boolean last, int opcode, String payload) throws IOException {
        var frame = read(bytes);
        assertThat(frame.last()).isEqualTo(last);
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(new String(frame.payload(), StandardCharsets.UTF_8)).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource({"c10548656c6c6f", "818537fa213d7f9f4d5158", "817f7fffffffffffffff"})
    @DisplayName("a reserved bit, a mask and an absurd length are refused")
    void refused(String bytes) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    @Test
    @DisplayName("the key of §1.3 is accepted as there")
    void accept() {
        assertThat(Handshake.accept("dGhlIHNhbXBsZSBub25jZQ=="))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    @DisplayName("the request asks as §4.1 says, with the page's origin")
    void request() {
        assertThat(
                        Handshake.request(
                                URI.create("ws://chat.example:8080/v1/chat/x"),
                                "https://shop.example",
                                "key"))
                .isEqualTo(
                        """
                        GET /v1/chat/x HTTP/1.1
                        Host: chat.example:8080
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Version: 13
                        Sec-WebSocket-Key: key
                        Origin: https://shop.example

                        """
                                .replace("\n", "\r\n"));
    }

    private static WebSocketFrame read(String hex) throws IOException {
        return WebSocketFrame.read(
                new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
