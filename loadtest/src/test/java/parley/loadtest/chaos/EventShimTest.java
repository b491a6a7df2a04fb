package parley.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.loadtest.chaos.EventShim.Mischief;

class EventShimTest {
    private static final int PATIENCE_MILLIS = 5_000;

    private ServerSocket redis;
    private EventShim shim;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        shim =
                EventShim.start(
                        new InetSocketAddress(redis.getInetAddress(), redis.getLocalPort()), 1);
        client = new Socket(shim.address().getAddress(), shim.address().getPort());
        client.setSoTimeout(PATIENCE_MILLIS);
        server = redis.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        shim.close();
        redis.close();
    }

    @Test
    @DisplayName("answers pass whatever happens to events, and every kind of answer is understood")
    void answers() throws IOException {
        shim.does(new Mischief(1, 0, 0));
        var answers =
                "+OK\r\n%1\r\n$5\r\nproto\r\n:3\r\n*2\r\n$-1\r\n#t\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
        say(answers + event("lost") + "+END\r\n");
        assertThat(heard(answers.length() + 6)).isEqualTo(answers + "+END\r\n");
    }

    @Test
    @DisplayName("an event is doubled")
    void repeated() throws IOException {
        shim.does(new Mischief(0, 1, 0));
        say(event("one"));
        assertThat(heard(2 * event("one").length())).isEqualTo(event("one") + event("one"));
    }

    @Test
    @DisplayName("an event comes after the next one")
    void swapped() throws IOException {
        shim.does(new Mischief(0, 0, 1));
        say(event("one") + event("two"));
        assertThat(heard(2 * event("one").length())).isEqualTo(event("two") + event("one"));
    }

    private static String event(String body) {
        return ">3\r\n$8\r\nsmessage\r\n$1\r\nc\r\n$" + body.length() + "\r\n" + body + "\r\n";
    }

    private void say(String text) throws IOException {
        server.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String heard(int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }
}
