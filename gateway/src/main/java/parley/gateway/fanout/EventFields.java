package parley.gateway.fanout;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.VisitorId;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The fields of one event, a flat object: texts, whole numbers, and texts by name under `data`.
/// What is missing or of another type is an IllegalArgumentException.
final class EventFields {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> data = new HashMap<>();

    EventFields(JsonParser from) {
        expect(from.nextToken(), JsonToken.START_OBJECT);
        for (var name = from.nextName(); name != null; name = from.nextName()) {
            var token = from.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                texts.put(name, from.getString());
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(name, from.getLongValue());
            } else if ("data".equals(name)) {
                data(from);
            } else {
                from.skipChildren();
            }
        }
    }

    private void data(JsonParser from) {
        for (var name = from.nextName(); name != null; name = from.nextName()) {
            expect(from.nextToken(), JsonToken.VALUE_STRING);
            data.put(name, from.getString());
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException(found + " (expected: " + wanted + ")");
        }
    }

    String text(String name) {
        var text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    @Nullable String textOrNull(String name) {
        return texts.get(name);
    }

    /// 0 if it is missing.
    long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /// From 0 on; 0 if it is missing.
    int count(String name) {
        long number = number(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + ": " + number + " (expected: a count)");
        }
        return (int) number;
    }

    Map<String, String> data() {
        return data;
    }

    UUID uuid(String name) {
        return UUID.fromString(text(name));
    }

    Instant instant(String name) {
        return Instant.parse(text(name));
    }

    @Nullable ContactId contact() {
        var id = texts.get("contact");
        return id == null ? null : ContactId.of(id);
    }

    ConversationId conversation() {
        return ConversationId.of(text("conv"));
    }

    Actor actor() {
        return switch (text("by")) {
            case "visitor" -> new Actor.Visitor(VisitorId.of(text("byId")));
            case "agent" -> new Actor.Agent(AgentId.of(text("byId")));
            case "bot" -> new Actor.Bot(ChatflowId.of(text("byId")));
            case "system" -> new Actor.Gateway();
            case String other -> throw new IllegalArgumentException("by: " + other);
        };
    }
}
