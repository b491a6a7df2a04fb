package parley.gateway.edge;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import parley.gateway.edge.Shop.Staff;
import parley.protocol.value.ConversationId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An agent's end of a WebSocket: speaks text, as a console would.
public final class Console implements AutoCloseable, WebSocket.Listener {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    public Console(EdgeNode node) {
        socket = client.newWebSocketBuilder().buildAsync(node.socket(), this).join();
    }

    /// Signs in and waits for `ready`.
    public static Console of(EdgeNode node, Staff staff, Shop shop) {
        var console = new Console(node);
        console.say(
                "{\"type\": \"connect\", \"v\": 1, \"token\": \"%s\", \"inboxes\": [\"%s\"]}"
                        .formatted(staff.token(), shop.inbox));
        console.next("ready");
        return console;
    }

    public void say(String text) {
        socket.sendText(text, true).join();
    }

    public void say(String type, ConversationId conversation) {
        say("{\"type\": \"%s\", \"conv\": \"%s\"}".formatted(type, conversation));
    }

    /// Sends a message or a comment.
    ///
    /// @return its cmid
    public String write(String type, ConversationId conversation, String body) {
        var cmid = UUID.randomUUID().toString();
        write(type, conversation, cmid, body);
        return cmid;
    }

    public void write(String type, ConversationId conversation, String cmid, String body) {
        var frame =
                MAPPER.createObjectNode()
                        .put("type", type)
                        .put("cmid", cmid)
                        .put("conv", conversation.toString())
                        .put("body", body);
        if (type.equals("send")) {
            frame.put("kind", "text");
        }
        say(frame.toString());
    }

    /// The next frame of this type; those before it are forgotten.
    public JsonNode next(String type) {
        return next(it -> it.get("type").stringValue().equals(type), type);
    }

    public JsonNode next(Predicate<JsonNode> wanted, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                var frame = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (frame == null) {
                    throw new AssertionError("never came: " + what);
                }
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Sends a ping and says whether anything of this type came before its pong.
    public boolean hears(String type) {
        say("{\"type\": \"ping\", \"t\": 77}");
        var frame =
                next(
                        it ->
                                it.get("type").stringValue().equals(type)
                                        || (it.get("type").stringValue().equals("pong")
                                                && it.get("t").intValue() == 77),
                        "pong");
        return frame.get("type").stringValue().equals(type);
    }

    /// The code the connection was closed with.
    public int closedWith() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(MAPPER.readTree(partial.toString().getBytes(StandardCharsets.UTF_8)));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
