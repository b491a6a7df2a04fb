package parley.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The chaos proxy")
class ChaosProxyTest {
    private static final int TIMEOUT_MILLIS = 5_000;

    private ServerSocket echo;
    private ChaosProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy =
                ChaosProxy.start(
                        new InetSocketAddress(echo.getInetAddress(), echo.getLocalPort()), 1);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    @DisplayName("passes bytes and the end of the stream when the weather is clear")
    void clear() throws IOException {
        try (var socket = dial()) {
            write(socket, 1, 2, 3);
            assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("keeps order and loses nothing when it delays, jitters and slices")
    void slow() throws IOException {
        proxy.towardsClient(
                Weather.CLEAR.delayed(Duration.ofMillis(2), Duration.ofMillis(5)).sliced(1));
        try (var socket = dial()) {
            for (int i = 0; i < 50; i++) {
                write(socket, i);
            }
            var back = socket.getInputStream().readNBytes(50);
            for (int i = 0; i < 50; i++) {
                assertThat(back[i]).isEqualTo((byte) i);
            }
        }
    }

    @Test
    @DisplayName("leads new links elsewhere, and leaves those that stand")
    void retarget() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var old = dial()) {
            write(old, 1);
            assertThat(old.getInputStream().read()).isEqualTo(1);
            proxy.retarget(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()));
            try (var fresh = dial();
                    var there = silent.accept()) {
                there.setSoTimeout(TIMEOUT_MILLIS);
                write(fresh, 2);
                assertThat(there.getInputStream().read()).isEqualTo(2);
            }
            write(old, 3);
            assertThat(old.getInputStream().read()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName(
            "strands the links that stand, tells nobody until one side gives up, and takes new ones")
    void stranded() throws IOException {
        try (var old = dial();
                var fresh = dialStranding(old)) {
            write(old, 1);
            old.setSoTimeout(200);
            assertThatThrownBy(() -> old.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            write(fresh, 2);
            assertThat(fresh.getInputStream().read()).isEqualTo(2);
            assertThat(proxy.stranded()).isEqualTo(1);
            old.shutdownOutput();
            awaitStranded(0);
            assertThat(proxy.links()).isEqualTo(1);
        }
    }

    /// A second link, made after the first one was stranded.
    private Socket dialStranding(Socket old) throws IOException {
        write(old, 7);
        assertThat(old.getInputStream().read()).isEqualTo(7);
        assertThat(proxy.strandAll()).isEqualTo(1);
        return dial();
    }

    private void awaitStranded(int count) {
        long until = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
        while (proxy.stranded() != count) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("swallows one direction while the other works")
    void blackHole() throws IOException {
        proxy.towardsClient(Weather.CLEAR.swallowing());
        try (var socket = dial()) {
            write(socket, 1);
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.links()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("holds bytes back and lets them go in one burst")
    void hold() throws IOException {
        proxy.towardsTarget(Weather.CLEAR.holding());
        try (var socket = dial()) {
            write(socket, 7, 8);
            proxy.towardsTarget(Weather.CLEAR);
            assertThat(socket.getInputStream().readNBytes(2)).containsExactly(7, 8);
        }
    }

    @Test
    @DisplayName("resets every link, and says how many")
    void reset() throws IOException {
        try (var socket = dial()) {
            write(socket, 1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            assertThat(proxy.resetAll()).isEqualTo(1);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("refuses new connections while told to")
    void refuses() throws IOException {
        proxy.refuse(true);
        assertThatThrownBy(
                        () -> {
                            try (var socket = dial()) {
                                write(socket, 1);
                                if (socket.getInputStream().read() < 0) {
                                    throw new IOException("closed");
                                }
                            }
                        })
                .isInstanceOf(IOException.class);
        proxy.refuse(false);
        try (var socket = dial()) {
            write(socket, 1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
    }

    private Socket dial() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void write(Socket socket, int... bytes) throws IOException {
        for (int each : bytes) {
            socket.getOutputStream().write(each);
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                var socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The test cut it.
        }
    }
}
