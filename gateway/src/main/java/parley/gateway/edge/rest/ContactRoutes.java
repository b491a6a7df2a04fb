package parley.gateway.edge.rest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.visitor.Contact;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.store.ContactStore;
import parley.gateway.visitor.store.ContactStore.Correspondent;
import parley.protocol.value.AgentId;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Contacts, the lists they are on, and whom a thread is with.
final class ContactRoutes {
    private static final String CONTACTS = "/api/v1/portals/{portal}/contacts";
    private static final String CONTACT = CONTACTS + "/{contact}";
    private static final String MEMBER =
            "/api/v1/portals/{portal}/contact-lists/{list}/members/{contact}";
    private static final String OF_THREAD = "/api/v1/portals/{portal}/threads/{thread}/contact";
    private static final int PAGE = 200;
    private static final String EMAIL = "an e-mail address";
    private static final Answers<Contact> ANSWERS =
            new Answers<>(ContactRoutes::json, Contact::version);

    private static final EmailAddress NOBODY = new EmailAddress("nobody@example.invalid");

    private final ContactStore contacts;
    private final Supplier<UUID> ids;

    ContactRoutes(ContactStore contacts, Supplier<UUID> ids) {
        this.contacts = contacts;
        this.ids = ids;
    }

    List<Route> routes() {
        return List.of(
                Route.get(CONTACTS, Command.READ_CONTACT, Subject.PORTAL, this::list),
                Route.post(CONTACTS, Command.EDIT_CONTACT, Subject.PORTAL, this::create).large(),
                Route.get(CONTACT, Command.READ_CONTACT, Subject.PORTAL, this::read),
                Route.put(CONTACT, Command.EDIT_CONTACT, Subject.PORTAL, this::update).large(),
                Route.actPut(MEMBER, Command.EDIT_CONTACT, Subject.PORTAL, it -> member(it, true)),
                Route.delete(MEMBER, Command.EDIT_CONTACT, Subject.PORTAL, it -> member(it, false)),
                Route.get(OF_THREAD, Command.READ_THREAD, Subject.THREAD, this::correspondent),
                Route.put(OF_THREAD, Command.REPLY, Subject.THREAD, this::associate));
    }

    private Mono<Answer> list(Call call) {
        return call.querying(
                it ->
                        new ContactStore.Query(
                                call.portal(),
                                it.<@Nullable EmailAddress>optional(
                                        "email", null, EMAIL, EmailAddress::of),
                                it.<@Nullable UUID>optional(
                                        "list", null, "the id of a list", UUID::fromString),
                                it.<@Nullable ContactId>optional(
                                        "before", null, "the id of a contact", ContactId::of),
                                (int) it.number("limit", 50, 1, PAGE)),
                query -> contacts.list(query).map(it -> page(it, query.limit())));
    }

    private static Answer page(List<Contact> found, int limit) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray("contacts");
        found.forEach(it -> array.add(json(it)));
        boolean more = found.size() == limit;
        return Answer.ok(body.put("next", more ? found.getLast().id().toString() : null));
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> contact(it, call.portal(), new ContactId(ids.get()), 0),
                it -> contacts.save(it).map(ANSWERS::created));
    }

    private Mono<Answer> read(Call call) {
        return ANSWERS.found(contacts.find(call.portal(), id(call)));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> contact(it, call.portal(), id(call), it.version(call.ifMatch())),
                it -> contacts.save(it).map(ANSWERS::changed));
    }

    private Mono<Answer> member(Call call, boolean member) {
        var list = UUID.fromString(call.variable("list"));
        return contacts.onList(call.portal(), list, id(call), member)
                .map(there -> there ? Answer.nothing() : Answer.notFound());
    }

    private Mono<Answer> correspondent(Call call) {
        return contacts.ofConversation(call.portal(), call.conversation().id())
                .map(it -> Answer.ok(json(it)))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> associate(Call call) {
        return call.reading(
                it -> it.parsed("email", EMAIL, EmailAddress::of, NOBODY),
                email ->
                        contacts.associate(call.portal(), call.conversation().id(), email)
                                .map(it -> Answer.ok(json(it)))
                                .defaultIfEmpty(Answer.notFound()));
    }

    private static ContactId id(Call call) {
        return ContactId.of(call.variable("contact"));
    }

    private static @Nullable Contact contact(
            Fields fields, PortalId portal, ContactId id, long version) {
        var email = fields.optionalParsed("email", EMAIL, EmailAddress::of);
        var name = fields.optionalText("name", 0, Contact.MAX_NAME);
        var owner = fields.optionalParsed("owner", "the id of an agent", AgentId::of);
        var properties = properties(fields);
        return new Contact(
                portal,
                id,
                email,
                name == null ? "" : name,
                owner,
                properties,
                List.of(),
                java.time.Instant.EPOCH,
                version);
    }

    private static Map<String, String> properties(Fields fields) {
        var node = fields.raw("properties");
        if (node == null) {
            return Map.of();
        }
        var expected =
                "an object of at most %d texts of at most %d characters"
                        .formatted(Contact.MAX_PROPERTIES, Contact.MAX_PROPERTY_VALUE);
        if (!node.isObject() || node.size() > Contact.MAX_PROPERTIES) {
            fields.add(List.of(new Problem("properties", "something else", expected)));
            return Map.of();
        }
        var properties = new TreeMap<String, String>();
        for (var it : node.properties()) {
            if (good(it.getKey(), it.getValue())) {
                properties.put(it.getKey(), it.getValue().stringValue());
            } else {
                fields.add(
                        List.of(
                                new Problem(
                                        "properties." + it.getKey(), "something else", expected)));
            }
        }
        return properties;
    }

    private static boolean good(String name, JsonNode value) {
        return !name.isBlank()
                && name.length() <= Contact.MAX_PROPERTY_NAME
                && value.isString()
                && value.stringValue().length() <= Contact.MAX_PROPERTY_VALUE;
    }

    private static ObjectNode json(Correspondent it) {
        var node = JsonNodeFactory.instance.objectNode();
        var contact = it.contact();
        node.set("contact", contact == null ? null : json(contact));
        return node.put("verified", it.verified()).put("claimedEmail", it.claimedEmail());
    }

    private static ObjectNode json(Contact contact) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", contact.id().toString())
                        .put("email", text(contact.email()))
                        .put("name", contact.name())
                        .put("owner", text(contact.owner()));
        var properties = node.putObject("properties");
        new TreeMap<>(contact.properties()).forEach(properties::put);
        var lists = node.putArray("lists");
        contact.lists().forEach(it -> lists.add(it.toString()));
        return node.put("createdAt", contact.createdAt().toString())
                .put("version", contact.version());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
