package parley.protocol.frame;

import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;

/// Reads the bytes of one text message, strictly: UTF-8, one JSON object without duplicate names,
/// every known field of its type and within its bounds, unknown fields ignored. Never throws for
/// what a peer can send. Stateless; shared between threads.
///
/// @param <F> the frames it reads
public final class FrameDecoder<F> {
    /// Most bytes a visitor's frame may have.
    public static final int MAX_VISITOR_BYTES = 16 * 1024;

    /// Most bytes an agent's frame may have.
    public static final int MAX_AGENT_BYTES = 64 * 1024;

    private static final int MAX_SERVER_BYTES = 1024 * 1024;
    private static final int MAX_VISITOR_TOKENS = 256;
    private static final int MAX_AGENT_TOKENS = 512;
    private static final int MAX_SERVER_TOKENS = 32 * 1024;
    private static final int MAX_TYPE_CHARS = 64;

    private final int maxBytes;
    private final JsonReader json;
    private final BiFunction<String, Fields, Decoded<F>> wire;

    private FrameDecoder(int maxBytes, int maxTokens, BiFunction<String, Fields, Decoded<F>> wire) {
        this.maxBytes = maxBytes;
        this.json = new JsonReader(maxTokens);
        this.wire = wire;
    }

    /// Reads what visitors send.
    public static FrameDecoder<ClientFrame> ofVisitors() {
        return new FrameDecoder<>(MAX_VISITOR_BYTES, MAX_VISITOR_TOKENS, VisitorWire::read);
    }

    /// Reads what agents send.
    public static FrameDecoder<AgentFrame> ofAgents() {
        return new FrameDecoder<>(MAX_AGENT_BYTES, MAX_AGENT_TOKENS, AgentWire::read);
    }

    /// Reads what the gateway sends; for clients and tests.
    public static FrameDecoder<ServerFrame> ofServer() {
        return new FrameDecoder<>(MAX_SERVER_BYTES, MAX_SERVER_TOKENS, ServerWire::read);
    }

    /// Decodes one message.
    public Decoded<F> decode(byte[] message) {
        return decode(message, 0, message.length);
    }

    /// Decodes one message that is part of an array.
    public Decoded<F> decode(byte[] bytes, int offset, int length) {
        if (length > maxBytes) {
            return new Decoded.Malformed<>(
                    CloseCode.TOO_BIG, length + " bytes (expected: <= " + maxBytes + ")");
        }
        if (!Utf8.valid(bytes, offset, length)) {
            return new Decoded.Malformed<>(CloseCode.BAD_UTF8, "not UTF-8");
        }
        if (length == 0 || bytes[offset] != '{') {
            return new Decoded.Malformed<>(CloseCode.MALFORMED, "not an object");
        }
        try {
            var fields = json.read(bytes, offset, length);
            return wire.apply(fields.text("type", MAX_TYPE_CHARS), fields);
        } catch (Fields.Wrong e) {
            return new Decoded.Malformed<>(CloseCode.MALFORMED, String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            return new Decoded.Malformed<>(
                    CloseCode.MALFORMED, "JSON: " + e.getClass().getSimpleName());
        }
    }
}
