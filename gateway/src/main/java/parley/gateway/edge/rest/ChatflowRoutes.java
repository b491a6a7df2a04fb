package parley.gateway.edge.rest;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import parley.gateway.access.Command;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.chatflow.store.ChatflowChange;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.gateway.chatflow.store.ChatflowStore.ChatflowEdit;
import parley.gateway.chatflow.store.ChatflowStore.NewChatflow;
import parley.gateway.chatflow.store.Reordered;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Chatflows: drafts, publication, order. An update may name some of the definition's tabs only;
/// the others stay as they are, which the version makes safe (B11).
final class ChatflowRoutes {
    private static final String CHATFLOWS = "/api/v1/portals/{portal}/chatflows";
    private static final String CHATFLOW = CHATFLOWS + "/{chatflow}";
    private static final String ORDER = "/api/v1/portals/{portal}/chatflow-order";
    private static final int MAX_CHATFLOWS = 10_000;
    private static final InboxId NO_INBOX = new InboxId(new UUID(0, 0));

    private final ChatflowStore chatflows;
    private final Supplier<UUID> ids;

    ChatflowRoutes(ChatflowStore chatflows, Supplier<UUID> ids) {
        this.chatflows = chatflows;
        this.ids = ids;
    }

    List<Route> routes() {
        var edit = Command.EDIT_CHATFLOW;
        var portal = Subject.PORTAL;
        return List.of(
                Route.get(CHATFLOWS, Command.READ_CHATFLOW, portal, this::list),
                Route.post(CHATFLOWS, edit, portal, this::create).large(),
                Route.get(CHATFLOW, Command.READ_CHATFLOW, portal, this::read),
                Route.put(CHATFLOW, edit, portal, this::update).large(),
                Route.delete(CHATFLOW, edit, portal, this::delete),
                Route.put(CHATFLOW + "/published", edit, portal, this::publish),
                Route.put(ORDER, edit, portal, this::reorder).large());
    }

    private Mono<Answer> list(Call call) {
        return chatflows.list(call.portal()).map(ChatflowRoutes::listed);
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it ->
                        new NewChatflow(
                                new ChatflowId(ids.get()),
                                call.portal(),
                                inbox(it),
                                it.text("name", 1, 200),
                                definition(it, Definition.initial())),
                it -> chatflows.create(it).map(change -> answer(change, 201)));
    }

    private Mono<Answer> read(Call call) {
        return chatflows
                .find(call.portal(), call.chatflow())
                .map(it -> Answer.versioned(200, json(it), it.version()))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> update(Call call) {
        return chatflows
                .find(call.portal(), call.chatflow())
                .flatMap(stored ->
                        call.reading(
                                it ->
                                        new ChatflowEdit(
                                                call.portal(),
                                                call.chatflow(),
                                                it.version(call.ifMatch()),
                                                inbox(it),
                                                it.text("name", 1, 200),
                                                definition(it, stored.definition())),
                                this::update))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> update(ChatflowEdit edit) {
        return chatflows.update(edit).map(it -> answer(it, 200));
    }

    private Mono<Answer> delete(Call call) {
        return call.expecting(it ->
                chatflows
                        .delete(call.portal(), call.chatflow(), it)
                        .map(change ->
                                change instanceof ChatflowChange.Saved
                                        ? Answer.nothing()
                                        : answer(change, 200)));
    }

    private Mono<Answer> publish(Call call) {
        return call.reading(
                it -> new Publish(it.bool("published"), it.version(call.ifMatch())),
                it -> publish(call, it));
    }

    /// What speaks against publishing is looked at in the version that is published: nothing else
    /// has that number.
    private Mono<Answer> publish(Call call, Publish wanted) {
        return chatflows
                .find(call.portal(), call.chatflow())
                .flatMap(stored -> {
                    var problems = stored.definition().problemsToPublish();
                    return wanted.published() && !problems.isEmpty()
                            ? Mono.just(Answer.invalid(problems(problems, "definition")))
                            : chatflows
                                    .publish(
                                            call.portal(),
                                            call.chatflow(),
                                            wanted.version(),
                                            wanted.published())
                                    .map(it -> answer(it, 200));
                })
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> reorder(Call call) {
        return call.reading(
                it -> it.list("order", MAX_CHATFLOWS, "the id of a chatflow", ChatflowId::of),
                it -> chatflows.reorder(call.portal(), it).map(ChatflowRoutes::answer));
    }

    private static Answer answer(Reordered reordered) {
        return switch (reordered) {
            case Reordered.Done(var all) -> listed(all);
            case Reordered.NotTheSame(var current) ->
                    Answer.conflict(
                            "other_chatflows",
                            "The order must name each chatflow of the portal once.",
                            List.of(
                                    new Problem(
                                            "order",
                                            "other ids",
                                            String.join(
                                                    ", ",
                                                    current.stream()
                                                            .map(it -> it.id().toString())
                                                            .toList()))));
        };
    }

    private static Answer answer(ChatflowChange change, int status) {
        return switch (change) {
            case ChatflowChange.Saved(var it) -> Answer.versioned(status, json(it), it.version());
            case ChatflowChange.VersionConflict(var current) -> Answer.stale(current.version());
            case ChatflowChange.NotFound _ -> Answer.notFound();
            case ChatflowChange.UnknownInbox(var inbox) ->
                    Answer.invalid(
                            List.of(
                                    new Problem(
                                            "inbox", "\"" + inbox + "\"", "the id of an inbox")));
        };
    }

    private static Answer listed(List<Chatflow> chatflows) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray("chatflows");
        chatflows.forEach(it -> array.add(json(it)));
        return Answer.ok(body);
    }

    private static ObjectNode json(Chatflow chatflow) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", chatflow.id().toString())
                        .put("inbox", chatflow.inbox().toString())
                        .put("name", chatflow.name())
                        .put("published", chatflow.published())
                        .put("position", chatflow.position());
        node.set("definition", ChatflowJson.write(chatflow.definition()));
        return node.put("createdAt", chatflow.createdAt().toString())
                .put("version", chatflow.version());
    }

    private static InboxId inbox(Fields fields) {
        return fields.parsed("inbox", "the id of an inbox", InboxId::of, NO_INBOX);
    }

    static Definition definition(Fields fields, Definition base) {
        var node = fields.raw("definition");
        if (node == null) {
            return base;
        }
        return switch (ChatflowJson.read(node, base)) {
            case Read.Good<Definition>(var definition) -> definition;
            case Read.Bad<Definition>(var problems) -> {
                fields.add(problems(problems, fields.at("definition")));
                yield base;
            }
        };
    }

    static List<Problem> problems(List<parley.gateway.chatflow.Problem> problems, String within) {
        return problems.stream()
                .map(it -> new Problem(within + "." + it.path(), it.value(), it.expected()))
                .toList();
    }

    private record Publish(boolean published, long version) {}
}
