package parley.gateway.chatflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One worked example; the format is in `vectors/README.md`.
record Vector(String id, JsonNode json) {
    private static final PortalId PORTAL = new PortalId(new UUID(0, 1));
    private static final InboxId INBOX = new InboxId(new UUID(0, 2));
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    static List<Vector> of(String file) {
        try (InputStream in = Vector.class.getResourceAsStream("/vectors/" + file)) {
            var cases = new JsonMapper().readTree(Objects.requireNonNull(in)).get("cases");
            return IntStream.range(0, cases.size())
                    .mapToObj(cases::get)
                    .map(it -> new Vector(it.get("id").stringValue(), it))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String title() {
        return json.get("title").stringValue();
    }

    boolean decidedHere() {
        return !json.has("by");
    }

    JsonNode expect() {
        return json.get("expect");
    }

    String page() {
        var page = json.get("page");
        return page.isString()
                ? page.stringValue()
                : page.get("text").stringValue()
                        + page.get("repeat").stringValue().repeat(page.get("times").intValue())
                        + (page.has("end") ? page.get("end").stringValue() : "");
    }

    VisitorFacts visitor() {
        return json.has("visitor")
                ? good(ChatflowJson.readVisitor(json.get("visitor")))
                : VisitorFacts.NOTHING;
    }

    /// What is read of the one target.
    Read<Definition> definition() {
        return ChatflowJson.read(definition(json), Definition.initial());
    }

    List<Chatflow> chatflows() {
        if (!json.has("chatflows")) {
            return List.of(chatflow("the one", 1, true, 0, good(definition())));
        }
        List<Chatflow> chatflows = new ArrayList<>();
        for (var node : json.get("chatflows")) {
            chatflows.add(chatflow(node));
        }
        return chatflows;
    }

    boolean hidden(Chatflow chatflow) {
        for (var node : json.path("chatflows")) {
            if (node.get("name").stringValue().equals(chatflow.name())) {
                return node.path("hidden").asBoolean(false);
            }
        }
        return false;
    }

    static Chatflow chatflow(
            String name, int position, boolean published, int number, Definition definition) {
        return new Chatflow(
                new ChatflowId(new UUID(0x4000, 0x8000000000000000L + number)),
                PORTAL,
                INBOX,
                name,
                published,
                position,
                1,
                LONG_AGO,
                definition);
    }

    static <T> T good(Read<T> read) {
        return switch (read) {
            case Read.Good<T>(var value) -> value;
            case Read.Bad<T>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private Chatflow chatflow(JsonNode node) {
        var definition = good(ChatflowJson.read(definition(node), Definition.initial()));
        if (node.has("language")) {
            var options =
                    new Options(
                            node.get("language").stringValue(),
                            definition.options().cookieConsent(),
                            definition.options().processConsent(),
                            null,
                            null);
            definition = definition.withOptions(options);
        }
        var plain =
                chatflow(
                        node.get("name").stringValue(),
                        node.get("position").intValue(),
                        node.path("published").asBoolean(true),
                        node.get("position").intValue(),
                        definition);
        return new Chatflow(
                node.has("id") ? ChatflowId.of(node.get("id").stringValue()) : plain.id(),
                PORTAL,
                INBOX,
                plain.name(),
                plain.published(),
                plain.position(),
                1,
                node.has("createdAt")
                        ? Instant.parse(node.get("createdAt").stringValue())
                        : LONG_AGO,
                definition);
    }

    private static ObjectNode definition(JsonNode node) {
        var definition = new JsonMapper().createObjectNode();
        if (node.has("target")) {
            definition.set("target", node.get("target"));
        } else {
            definition.putObject("target").putArray("include").add(node.get("rule"));
        }
        return definition;
    }
}
