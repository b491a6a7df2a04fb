package parley.gateway.edge.visitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Comparator.comparingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.ClientBytes.text;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.edge.visitor.ChildJvm.Heap;
import parley.gateway.session.TestPortals;

@DisplayName("What an idle widget costs")
class IdleMemoryIT {
    private static final int FEW = 1_000;
    private static final int MANY = 9_000;
    private static final int MAX_BYTES = 2_000;
    private static final int MAX_OBJECTS = 50;
    private static final String URL =
            "https://shop.example/products/garden/furniture/chairs?colour=green&sort=price&page=2"
                    + "&utm_source=newsletter&utm_campaign=x";

    @Test
    @DisplayName(
            "a decided idle widget takes less than 2 KB of heap and 50 objects, next to a bare Netty WebSocket")
    void idle() throws IOException {
        assertThat(URL).hasSizeBetween(118, 122);
        assertThat(upgrade().length()).isGreaterThanOrEqualTo(600);
        var bare = measure(BareServer.class, IdleMemoryIT::bare);
        var widget = measure(IdleServer.class, IdleMemoryIT::widget);
        System.out.println(described("idle widget", widget));
        System.out.println(described("bare Netty WebSocket", bare));
        assertThat(total(widget).bytes()).isLessThan(MAX_BYTES);
        assertThat(total(widget).objects()).isLessThan(MAX_OBJECTS);
    }

    private static String described(String what, Map<String, Heap> heap) {
        var total = total(heap);
        var lines = new StringBuilder();
        lines.append(
                "%s: %.0f bytes, %.1f objects per connection%n"
                        .formatted(what, total.bytes(), total.objects()));
        heap.entrySet().stream()
                .sorted(comparingDouble(it -> -it.getValue().bytes()))
                .limit(25)
                .forEach(it ->
                        lines.append(
                                "%8.1f bytes %6.2f objects %s%n"
                                        .formatted(
                                                it.getValue().bytes(),
                                                it.getValue().objects(),
                                                it.getKey())));
        return lines.toString();
    }

    private static Heap total(Map<String, Heap> heap) {
        return new Heap(
                heap.values().stream().mapToDouble(Heap::objects).sum(),
                heap.values().stream().mapToDouble(Heap::bytes).sum());
    }

    /// What one more connection adds, on average, between 1,000 and 9,000 of them, by class.
    private static Map<String, Heap> measure(Class<?> server, Dialogue dialogue)
            throws IOException {
        var sockets = new ArrayList<SocketChannel>();
        try (var child = new ChildJvm(server)) {
            open(sockets, FEW, child.address(), dialogue);
            var few = child.heap();
            open(sockets, MANY, child.address(), dialogue);
            var many = child.heap();
            var none = new Heap(0, 0);
            many.replaceAll((name, heap) -> perConnection(few.getOrDefault(name, none), heap));
            return many;
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static Heap perConnection(Heap few, Heap many) {
        double more = MANY - FEW;
        return new Heap(
                (many.objects() - few.objects()) / more, (many.bytes() - few.bytes()) / more);
    }

    private static void open(
            List<SocketChannel> sockets, int count, InetSocketAddress address, Dialogue dialogue)
            throws IOException {
        while (sockets.size() < count) {
            var socket = SocketChannel.open(address);
            sockets.add(socket);
            dialogue.hold(socket);
        }
    }

    /// Upgraded, decided, one ping answered.
    static void widget(SocketChannel socket) throws IOException {
        write(socket, upgrade().getBytes(ISO_8859_1));
        write(
                socket,
                text(
                        """
                        {"type":"connect","v":1,"portal":"%s","page":{"url":"%s",\
                        "title":"Green garden chairs","referrer":"https://www.example.org/"},\
                        "device":"desktop","lang":"en-GB","tab":"%s"}\
                        """
                                .formatted(IdleServer.PORTAL, URL, UUID.randomUUID())));
        read(socket, "\"type\":\"ready\"");
        write(socket, text("{\"type\":\"ping\",\"t\":1}"));
        read(socket, "\"type\":\"pong\"");
    }

    private static void bare(SocketChannel socket) throws IOException {
        write(socket, upgrade().getBytes(ISO_8859_1));
        read(socket, "\r\n\r\n");
        write(socket, text("ping"));
        read(socket, "\u008a\u0000");
    }

    static void write(SocketChannel socket, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    static void read(SocketChannel socket, String until) throws IOException {
        var buffer = ByteBuffer.allocate(8192);
        while (!new String(buffer.array(), 0, buffer.position(), ISO_8859_1).contains(until)) {
            if (socket.read(buffer) < 0) {
                throw new IOException("closed before " + until);
            }
        }
    }

    /// As Chrome sends it.
    private static String upgrade() {
        return VisitorEdge.upgrade(IdleServer.PORTAL, TestPortals.ORIGIN)
                .replace(
                        "Connection: Upgrade\r\n",
                        """
                        Connection: Upgrade\r
                        Pragma: no-cache\r
                        Cache-Control: no-cache\r
                        User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
                        (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r
                        Accept-Encoding: gzip, deflate, br, zstd\r
                        Accept-Language: en-GB,en;q=0.9,de-DE;q=0.8,de;q=0.7,en-US;q=0.6\r
                        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
                        Sec-Fetch-Dest: websocket\r
                        Sec-Fetch-Mode: websocket\r
                        Sec-Fetch-Site: cross-site\r
                        """);
    }

    /// What is said on a new connection until it is idle.
    private interface Dialogue {
        void hold(SocketChannel socket) throws IOException;
    }
}
