package parley.loadtest.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.Page;
import parley.protocol.value.TabId;

/// Tabs that read `ready` and then nothing more. Not of Gatling, which cannot stop reading. In the
/// end they read on, and see whether the gateway had given them up.
final class SlowTabs {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration READ_ON = Duration.ofSeconds(30);
    private static final int RECEIVE_BUFFER = 4_096;

    private final Target target;
    private final int expected;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch closed;
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

    SlowTabs(Target target, int expected) {
        this.target = target;
        this.expected = expected;
        this.closed = new CountDownLatch(expected);
    }

    /// Opens so many tabs of a visitor, on a thread of their own.
    void open(String token, int tabs) {
        Thread.ofVirtual()
                .name("slow-tabs")
                .start(() -> {
                    try {
                        for (int tab = 0; tab < tabs; tab++) {
                            dial(token);
                        }
                    } catch (IOException e) {
                        problem.compareAndSet(null, "a slow tab cannot connect: " + e.getMessage());
                    }
                });
    }

    private void dial(String token) throws IOException {
        var address = target.visitors().resolve("/v1/chat/" + target.portal());
        var socket =
                WebSocketClient.dial(address, target.origin(), WITHIN, RECEIVE_BUFFER, this::take);
        var connect =
                new ClientFrame.Connect(
                        1,
                        target.portal(),
                        new Page(target.page(), "Load", null),
                        Device.DESKTOP,
                        "en",
                        token,
                        null,
                        new TabId(UUID.randomUUID()),
                        List.of(),
                        List.of());
        socket.send(Frames.text(connect).getBytes(StandardCharsets.UTF_8));
    }

    /// On the tab's reading thread.
    private void take(Received what) throws InterruptedException {
        switch (what) {
            case Received.Text(var text) when text.startsWith("{\"type\":\"ready\"") -> {
                ready.incrementAndGet();
                over.await();
            }
            case Received.Text _ -> {}
            case Received.Closed(int code, var _) -> {
                if (code == 4408) {
                    told.incrementAndGet();
                }
                closed.countDown();
            }
        }
    }

    /// Reads on. What is not as it must be; empty if each was closed. Waits until all are.
    List<String> problems() {
        over.countDown();
        List<String> problems = new ArrayList<>();
        try {
            var _ = closed.await(READ_ON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long gone = expected - closed.getCount();
        System.out.printf(
                "%d slow tabs, %d closed, %d of them told 4408%n", ready.get(), gone, told.get());
        if (ready.get() != expected || gone != expected) {
            problems.add(
                    "%d slow tabs came and %d were closed (expected: %d each)"
                            .formatted(ready.get(), gone, expected));
        }
        var said = problem.get();
        if (said != null) {
            problems.add(said);
        }
        return problems;
    }
}
