package parley.gateway.fanout;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Events as JSON, one flat object each: `{"v":1,"k":"entry",…}`. Nodes of two neighbouring
/// versions run side by side, so unknown fields are passed over and an unknown kind is
/// [Undecodable].
public final class EventCodec {
    /// Longest event, in bytes: the longest body, escaped, and room for the rest.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int VERSION = 1;

    private final JsonFactory json =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// What came is not an event that this node knows.
    public static final class Undecodable extends RuntimeException {
        Undecodable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// An event as UTF-8.
    public byte[] encode(Event event) {
        var out = new ByteArrayOutputStream(512);
        try (var to = json.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), out)) {
            to.writeStartObject();
            to.writeNumberProperty("v", VERSION);
            write(to, event);
            to.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator to, Event event) {
        switch (event) {
            case Event.EntryStored(var entry) -> entry(to, entry);
            case Event.SomeoneTypes(var conversation, var actor) -> {
                to.writeStringProperty("k", "typing");
                to.writeStringProperty("conv", conversation.toString());
                actor(to, actor);
            }
            case Event.RowChanged(var inbox, var conversation) -> {
                to.writeStringProperty("k", "row");
                to.writeStringProperty("inbox", inbox.toString());
                to.writeStringProperty("conv", conversation.toString());
            }
            case Event.PortalChanged(var portal) -> {
                to.writeStringProperty("k", "portal");
                to.writeStringProperty("portal", portal.toString());
            }
            case Event.CapacityChanged(var portal) -> {
                to.writeStringProperty("k", "capacity");
                to.writeStringProperty("portal", portal.toString());
            }
            case Event.ContactChanged(var portal, var contact) -> {
                to.writeStringProperty("k", "contact");
                to.writeStringProperty("portal", portal.toString());
                if (contact != null) {
                    to.writeStringProperty("contact", contact.toString());
                }
            }
        }
    }

    private static void entry(JsonGenerator to, Entry entry) {
        to.writeStringProperty("k", "entry");
        to.writeStringProperty("conv", entry.conversation().toString());
        to.writeStringProperty("stream", entry.stream().name());
        to.writeNumberProperty("seq", entry.seq());
        to.writeStringProperty("id", entry.id().toString());
        to.writeStringProperty("kind", entry.kind().wireName());
        actor(to, entry.actor());
        if (entry.cmid() != null) {
            to.writeStringProperty("cmid", entry.cmid().toString());
        }
        to.writeStringProperty("body", entry.body());
        to.writeStringProperty("at", entry.at().toString());
        to.writeObjectPropertyStart("data");
        entry.data().forEach(to::writeStringProperty);
        to.writeEndObject();
    }

    private static void actor(JsonGenerator to, Actor actor) {
        switch (actor) {
            case Actor.Visitor(var id) -> actor(to, "visitor", id.toString());
            case Actor.Agent(var id) -> actor(to, "agent", id.toString());
            case Actor.Bot(var id) -> actor(to, "bot", id.toString());
            case Actor.Gateway() -> actor(to, "system", "");
        }
    }

    private static void actor(JsonGenerator to, String kind, String id) {
        to.writeStringProperty("by", kind);
        to.writeStringProperty("byId", id);
    }

    /// @throws Undecodable if the bytes are not an event
    public Event decode(byte[] bytes, int length) {
        if (length > MAX_BYTES) {
            throw new Undecodable(length + " bytes (expected: <= " + MAX_BYTES + ")", null);
        }
        try (var from =
                json.createParser(tools.jackson.core.ObjectReadContext.empty(), bytes, 0, length)) {
            return event(new Fields(from));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new Undecodable("not an event", e);
        }
    }

    private static Event event(Fields it) {
        return switch (it.text("k")) {
            case "entry" -> new Event.EntryStored(entry(it));
            case "typing" -> new Event.SomeoneTypes(it.conversation(), it.actor());
            case "row" -> new Event.RowChanged(InboxId.of(it.text("inbox")), it.conversation());
            case "portal" -> new Event.PortalChanged(PortalId.of(it.text("portal")));
            case "capacity" -> new Event.CapacityChanged(PortalId.of(it.text("portal")));
            case "contact" ->
                    new Event.ContactChanged(PortalId.of(it.text("portal")), it.contact());
            case String other -> throw new Undecodable("kind " + other, null);
        };
    }

    private static Entry entry(Fields it) {
        var cmid = it.texts.get("cmid");
        return new Entry(
                it.conversation(),
                Stream.valueOf(it.text("stream")),
                it.seq,
                UUID.fromString(it.text("id")),
                EntryKind.ofWireName(it.text("kind")),
                it.actor(),
                cmid == null ? null : ClientMessageId.of(cmid),
                it.text("body"),
                it.data,
                Instant.parse(it.text("at")));
    }

    /// The fields of one flat object.
    private static final class Fields {
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, String> data = new HashMap<>();
        private long seq;

        private Fields(JsonParser from) {
            expect(from.nextToken(), JsonToken.START_OBJECT);
            for (var name = from.nextName(); name != null; name = from.nextName()) {
                var token = from.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    texts.put(name, from.getString());
                } else if ("seq".equals(name)) {
                    seq = from.getLongValue();
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

        private String text(String name) {
            var text = texts.get(name);
            if (text == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            return text;
        }

        private @Nullable ContactId contact() {
            var id = texts.get("contact");
            return id == null ? null : ContactId.of(id);
        }

        private ConversationId conversation() {
            return ConversationId.of(text("conv"));
        }

        private Actor actor() {
            return switch (text("by")) {
                case "visitor" -> new Actor.Visitor(VisitorId.of(text("byId")));
                case "agent" -> new Actor.Agent(AgentId.of(text("byId")));
                case "bot" -> new Actor.Bot(ChatflowId.of(text("byId")));
                case "system" -> new Actor.Gateway();
                case String other -> throw new IllegalArgumentException("by: " + other);
            };
        }
    }
}
