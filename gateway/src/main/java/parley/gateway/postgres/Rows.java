package parley.gateway.postgres;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Alias;
import parley.gateway.conversation.Conversation;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Between rows and values.
public final class Rows {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private Rows() {}

    /// Columns `stream seq id kind actor_kind actor cmid body data at`.
    static Entry entry(Readable row, ConversationId conversation, Stream stream) {
        var cmid = row.get("cmid", UUID.class);
        return new Entry(
                conversation,
                stream,
                required(row, "seq", Long.class),
                required(row, "id", UUID.class),
                EntryKind.ofWireName(required(row, "kind", String.class)),
                actor(row),
                cmid == null ? null : new ClientMessageId(cmid),
                required(row, "body", String.class),
                facts(required(row, "data", String.class)),
                required(row, "at", Instant.class));
    }

    /// Every column of table `conversation`.
    static Conversation conversation(Readable row) {
        var chatflow = row.get("chatflow", UUID.class);
        var assignee = row.get("assignee", UUID.class);
        return new Conversation(
                new PortalId(required(row, "portal", UUID.class)),
                new ConversationId(required(row, "id", UUID.class)),
                new InboxId(required(row, "inbox", UUID.class)),
                new VisitorId(required(row, "visitor", UUID.class)),
                chatflow == null ? null : new ChatflowId(chatflow),
                Conversation.Status.valueOf(
                        required(row, "status", String.class).toUpperCase(Locale.ROOT)),
                assignee == null ? null : new AgentId(assignee),
                row.get("waiting_since", Instant.class),
                required(row, "last_seq", Long.class),
                required(row, "last_internal_seq", Long.class),
                required(row, "created_at", Instant.class),
                required(row, "last_at", Instant.class),
                required(row, "preview", String.class),
                alias(row.get("alias", String.class)));
    }

    private static @Nullable Alias alias(@Nullable String json) {
        if (json == null) {
            return null;
        }
        var brand = facts(json);
        return new Alias(brand.getOrDefault("name", ""), brand.get("image"));
    }

    /// Columns `actor_kind actor`.
    public static Actor actor(Readable row) {
        var kind = required(row, "actor_kind", String.class);
        return switch (kind) {
            case "visitor" -> new Actor.Visitor(new VisitorId(required(row, "actor", UUID.class)));
            case "agent" -> new Actor.Agent(new AgentId(required(row, "actor", UUID.class)));
            case "bot" -> new Actor.Bot(new ChatflowId(required(row, "actor", UUID.class)));
            case "system" -> new Actor.Gateway();
            default -> throw new IllegalStateException("entry.actor_kind: " + kind);
        };
    }

    /// The small facts of an entry, as stored.
    public static Map<String, String> facts(String json) {
        return "{}".equals(json) ? Map.of() : JSON.readValue(json, FACTS);
    }

    static String name(Stream stream) {
        return stream.name().toLowerCase(Locale.ROOT);
    }

    static String kind(Actor actor) {
        return switch (actor) {
            case Actor.Visitor _ -> "visitor";
            case Actor.Agent _ -> "agent";
            case Actor.Bot _ -> "bot";
            case Actor.Gateway _ -> "system";
        };
    }

    /// @throws IllegalArgumentException for the gateway itself: it has no id, and so no key
    static UUID id(Actor actor) {
        return switch (actor) {
            case Actor.Visitor(var id) -> id.value();
            case Actor.Agent(var id) -> id.value();
            case Actor.Bot(var id) -> id.value();
            case Actor.Gateway _ ->
                    throw new IllegalArgumentException("actor: system (expected: a sender)");
        };
    }

    /// A column that is never null.
    public static <T> T required(Readable row, String column, Class<T> type) {
        @Nullable T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException(column + ": null (expected: a value)");
        }
        return value;
    }
}
