package parley.gateway.edge.visitor;

import static parley.gateway.edge.visitor.ClientBytes.text;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ConversationId;

/// One tab of one visitor, over a raw socket: says what a widget says, as text.
public final class TestTab implements AutoCloseable {
    private final ChatNode node;
    private final RawSocket socket;
    private final UUID tab;
    private String token = "";

    TestTab(ChatNode node, RawSocket socket, UUID tab) {
        this.node = node;
        this.socket = socket;
        this.tab = tab;
    }

    public RawSocket socket() {
        return socket;
    }

    /// What `ready` gave.
    public String token() {
        return token;
    }

    /// As a new visitor.
    ///
    /// @return this
    public TestTab connect() {
        return connect("");
    }

    /// @param more fields of connect, each with a comma before it
    /// @return this
    public TestTab connect(String more) {
        say(connectFrame(node.portal().toString(), tab, more));
        token = field(socket.next("ready"), "token");
        return this;
    }

    /// The same visitor, in the same tab, over a new connection.
    ///
    /// @param resume null for nothing held
    public TestTab again(@Nullable String resume) {
        return again(tab, resume);
    }

    public TestTab again(UUID inTab, @Nullable String resume) {
        var next =
                new TestTab(
                        node,
                        node.edge()
                                .upgraded(node.portal(), parley.gateway.session.TestPortals.ORIGIN),
                        inTab);
        var more = ",\"token\":\"" + token + "\"";
        return next.connect(resume == null ? more : more + ",\"resume\":[" + resume + "]");
    }

    public static String connectFrame(String portal, UUID tab, String more) {
        return """
        {"type":"connect","v":1,"portal":"%s","page":{"url":"https://shop.example/pricing"},\
        "device":"desktop","tab":"%s"%s}\
        """
                .formatted(portal, tab, more);
    }

    /// Sends one text message.
    ///
    /// @return this
    public TestTab say(String json) {
        socket.send(text(json));
        return this;
    }

    /// Sends a message that names no conversation.
    ///
    /// @return this
    public TestTab send(UUID cmid, String body) {
        return say(sendFrame(cmid, null, body));
    }

    /// @return this
    public TestTab send(UUID cmid, ConversationId conversation, String body) {
        return say(sendFrame(cmid, conversation, body));
    }

    public static String sendFrame(UUID cmid, @Nullable ConversationId conversation, String body) {
        var conv = conversation == null ? "" : "\"conv\":\"" + conversation + "\",";
        return "{\"type\":\"send\",\"cmid\":\"%s\",%s\"kind\":\"text\",\"body\":\"%s\"}"
                .formatted(cmid, conv, body);
    }

    /// The next frame of this type.
    public String next(String type) {
        return socket.next(type);
    }

    /// Starts a conversation with one message.
    public ConversationId start(String body) {
        return ConversationId.of(field(acked(sendFrame(UUID.randomUUID(), null, body)), "conv"));
    }

    /// Sends until the outcome is known, as every client does.
    ///
    /// @return the ack
    public String acked(String send) {
        while (true) {
            var answer = say(send).socket.next("ack", "nack");
            if (answer.contains("\"type\":\"ack\"")) {
                return answer;
            }
            if (answer.contains("\"definite\":true")) {
                throw new AssertionError(answer);
            }
        }
    }

    /// Waits for the close frame.
    public int closeCode() {
        return socket.closeCode();
    }

    /// What comes until the close: the types of the frames, and the code.
    public String everything() {
        var types = new StringBuilder();
        while (true) {
            var frame = socket.frame();
            if (frame.opcode() == ClientBytes.CLOSE) {
                return types + "close " + frame.closeCode();
            }
            types.append(field(frame.text(), "type")).append(' ');
        }
    }

    /// A field of a flat frame, as text; empty if it is absent.
    public static String field(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]+)").matcher(json);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        socket.close();
    }
}
