package parley.gateway.session.preview;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;

/// What a preview link says.
///
/// @param editor who made it
/// @param until when it ends, in whole seconds
/// @param unsaved the definition that is shown; null: the one that is saved, whichever that is
public record PreviewClaims(
        PortalId portal,
        ChatflowId chatflow,
        AgentId editor,
        Instant until,
        @Nullable Definition unsaved) {
    private static final int FIXED_BYTES = 3 * 16 + 8;
    private static final int MAX_DEFINITION_BYTES = 1 << 20;

    /// The chatflow as it is shown.
    ///
    /// @param stored as it is saved now
    public Chatflow draft(Chatflow stored) {
        return unsaved == null
                ? stored
                : new Chatflow(
                        stored.id(),
                        stored.portal(),
                        stored.inbox(),
                        stored.name(),
                        stored.published(),
                        stored.position(),
                        stored.version(),
                        stored.createdAt(),
                        unsaved);
    }

    byte[] toBytes() {
        var definition = unsaved == null ? new byte[0] : deflated(ChatflowJson.text(unsaved));
        var out = ByteBuffer.allocate(FIXED_BYTES + definition.length);
        put(out, portal.value());
        put(out, chatflow.value());
        put(out, editor.value());
        return out.putLong(until.getEpochSecond()).put(definition).array();
    }

    /// @param bytes that were signed by us
    /// @return null if these are not claims, or not of this version
    static @Nullable PreviewClaims ofBytes(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            var portal = new PortalId(uuid(in));
            var chatflow = new ChatflowId(uuid(in));
            var editor = new AgentId(uuid(in));
            var until = Instant.ofEpochSecond(in.getLong());
            if (!in.hasRemaining()) {
                return new PreviewClaims(portal, chatflow, editor, until, null);
            }
            return ChatflowJson.read(inflated(in)) instanceof Read.Good<Definition>(var unsaved)
                    ? new PreviewClaims(portal, chatflow, editor, until, unsaved)
                    : null;
        } catch (BufferUnderflowException | DateTimeException | DataFormatException _) {
            return null;
        }
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static byte[] deflated(String text) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var some = new byte[4_096];
            while (!deflater.finished()) {
                out.write(some, 0, deflater.deflate(some));
            }
            return out.toByteArray();
        }
    }

    private static String inflated(ByteBuffer in) throws DataFormatException {
        try (var inflater = new Inflater()) {
            inflater.setInput(in);
            var out = new ByteArrayOutputStream();
            var some = new byte[4_096];
            while (!inflater.finished()) {
                int bytes = inflater.inflate(some);
                boolean cutOff = bytes == 0 && !inflater.finished();
                if (cutOff || out.size() + bytes > MAX_DEFINITION_BYTES) {
                    throw new DataFormatException("cut off, or over " + MAX_DEFINITION_BYTES);
                }
                out.write(some, 0, bytes);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }
}
