package parley.gateway.edge.rest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Conversation;
import parley.protocol.value.Actor;
import parley.protocol.value.Entry;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A thread (a conversation, in the word of the REST API) and its entries as JSON.
final class ThreadJson {
    private ThreadJson() {}

    static ObjectNode write(Conversation thread) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", thread.id().toString())
                .put("inbox", thread.inbox().toString())
                .put("visitor", thread.visitor().toString())
                .put("chatflow", text(thread.chatflow()))
                .put("status", thread.status().name().toLowerCase(Locale.ROOT))
                .put("assignee", text(thread.assignee()))
                .put("waitingSince", text(thread.waitingSince()))
                .put("head", thread.head())
                .put("internalHead", thread.internalHead())
                .put("createdAt", thread.createdAt().toString())
                .put("lastAt", thread.lastAt().toString())
                .put("preview", thread.preview());
    }

    static ObjectNode write(Entry entry) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("stream", entry.stream().name().toLowerCase(Locale.ROOT))
                        .put("seq", entry.seq())
                        .put("id", entry.id().toString())
                        .put("kind", entry.kind().wireName());
        node.set("actor", write(entry.actor()));
        node.put("cmid", text(entry.cmid())).put("body", entry.body());
        var data = node.putObject("data");
        entry.data().forEach(data::put);
        return node.put("at", entry.at().toString());
    }

    private static ObjectNode write(Actor actor) {
        var node = JsonNodeFactory.instance.objectNode();
        return switch (actor) {
            case Actor.Visitor(var id) -> node.put("kind", "visitor").put("id", id.toString());
            case Actor.Agent(var id) -> node.put("kind", "agent").put("id", id.toString());
            case Actor.Bot(var id) -> node.put("kind", "bot").put("id", id.toString());
            case Actor.Gateway _ -> node.put("kind", "system");
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
