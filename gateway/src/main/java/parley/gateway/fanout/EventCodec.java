package parley.gateway.fanout;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
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
            case Event.Poll poll -> PollCodec.write(to, poll);
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
            return event(new EventFields(from));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new Undecodable("not an event", e);
        }
    }

    private static Event event(EventFields it) {
        return switch (it.text("k")) {
            case "entry" -> new Event.EntryStored(entry(it));
            case "typing" -> new Event.SomeoneTypes(it.conversation(), it.actor());
            case "row" -> new Event.RowChanged(InboxId.of(it.text("inbox")), it.conversation());
            case "portal" -> new Event.PortalChanged(PortalId.of(it.text("portal")));
            case "capacity" -> new Event.CapacityChanged(PortalId.of(it.text("portal")));
            case "contact" ->
                    new Event.ContactChanged(PortalId.of(it.text("portal")), it.contact());
            case PollCodec.ASKED -> PollCodec.asked(it);
            case PollCodec.COUNTED -> PollCodec.counted(it);
            case String other -> throw new Undecodable("kind " + other, null);
        };
    }

    private static Entry entry(EventFields it) {
        var cmid = it.textOrNull("cmid");
        return new Entry(
                it.conversation(),
                Stream.valueOf(it.text("stream")),
                it.number("seq"),
                UUID.fromString(it.text("id")),
                EntryKind.ofWireName(it.text("kind")),
                it.actor(),
                cmid == null ? null : ClientMessageId.of(cmid),
                it.text("body"),
                it.data(),
                it.instant("at"));
    }
}
