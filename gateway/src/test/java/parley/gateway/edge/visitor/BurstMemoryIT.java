package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.edge.visitor.ClientBytes.text;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a burst leaves behind")
class BurstMemoryIT {
    private static final int WIDGETS = 1_000;
    private static final int ROUNDS = 20;

    /// Nearly as long as a frame may be.
    private static final String FILLER = "x".repeat(15_000);

    private static final double AS_BEFORE = 1.1;

    @Test
    @DisplayName(
            "is gone when it is quiet again: the heap is back within a tenth, and direct memory below what the first bursts took, however many came")
    void burst() throws IOException {
        var sockets = new ArrayList<SocketChannel>();
        try (var child = new ChildJvm(IdleServer.class)) {
            for (int i = 0; i < WIDGETS; i++) {
                var socket = SocketChannel.open(child.address());
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                sockets.add(socket);
                IdleMemoryIT.widget(socket);
            }
            long heap = heap(child);
            long cold = child.direct();
            long most = bursts(sockets, child);
            long direct = child.direct();
            var _ = bursts(sockets, child);
            long heapAfter = heap(child);
            long directAfter = child.direct();
            System.out.printf(
                    "heap %d bytes, %d after the bursts; direct memory %d, %d in the first bursts, %d after them, %d after as many more%n",
                    heap, heapAfter, cold, most, direct, directAfter);
            assertThat(most).as("it is a burst").isGreaterThan(2 * cold);
            assertThat((double) heapAfter).isLessThan(AS_BEFORE * heap);
            assertThat(directAfter).isLessThan(most);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /// @return direct memory, the most
    private static long bursts(List<SocketChannel> sockets, ChildJvm child) throws IOException {
        long most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            most = Math.max(most, halves(sockets, child));
        }
        return most;
    }

    /// Every widget says half a frame, then the rest: the gateway holds a half of each.
    ///
    /// @return direct memory in the middle
    private static long halves(List<SocketChannel> sockets, ChildJvm child) throws IOException {
        var frame = text("{\"type\":\"ping\",\"t\":1,\"filler\":\"" + FILLER + "\"}");
        int half = frame.length / 2;
        for (var socket : sockets) {
            IdleMemoryIT.write(socket, Arrays.copyOf(frame, half));
        }
        long held = child.direct();
        for (var socket : sockets) {
            IdleMemoryIT.write(socket, Arrays.copyOfRange(frame, half, frame.length));
        }
        for (var socket : sockets) {
            IdleMemoryIT.read(socket, "\"type\":\"pong\"");
        }
        return held;
    }

    private static long heap(ChildJvm child) {
        return (long) child.heap().values().stream().mapToDouble(ChildJvm.Heap::bytes).sum();
    }
}
