package parley.gateway.edge.rest;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.ConversationStore.View;
import parley.gateway.conversation.Conversations;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.Problem;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// Threads: lists, history, who has them, and whether they are open.
final class ThreadRoutes {
    private static final String OF_INBOX = "/api/v1/portals/{portal}/inboxes/{inbox}/threads";
    private static final String THREAD = "/api/v1/portals/{portal}/threads/{thread}";
    private static final int PAGE = 200;

    private final ConversationStore store;
    private final Conversations conversations;

    ThreadRoutes(ConversationStore store, Conversations conversations) {
        this.store = store;
        this.conversations = conversations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(OF_INBOX, Command.LIST_THREADS, Subject.INBOX, this::list),
                Route.get(THREAD, Command.READ_THREAD, Subject.THREAD, this::read),
                Route.get(THREAD + "/entries", Command.READ_THREAD, Subject.THREAD, this::entries),
                Route.act(THREAD + "/take", Command.ASSIGN, Subject.THREAD, this::take),
                Route.put(THREAD + "/assignee", Command.ASSIGN, Subject.THREAD, this::assign),
                Route.post(THREAD + "/transfer", Command.ASSIGN, Subject.THREAD, this::transfer),
                Route.act(THREAD + "/close", Command.CLOSE, Subject.THREAD, this::close),
                Route.act(THREAD + "/reopen", Command.REOPEN, Subject.THREAD, this::reopen),
                Route.put(THREAD + "/cursor", Command.MOVE_CURSOR, Subject.THREAD, this::cursor));
    }

    private Mono<Answer> list(Call call) {
        return call.querying(
                it ->
                        new Page(
                                it.optional("view", View.OPEN, VIEWS, ThreadRoutes::view),
                                it.<@Nullable ConversationId>optional(
                                        "before", null, "the id of a thread", ConversationId::of),
                                (int) it.number("limit", 50, 1, PAGE)),
                page -> list(call, page));
    }

    private static final String VIEWS = "open, mine, unassigned or closed";

    /// The page begins after a thread of this very inbox: nothing is learnt from others.
    private Mono<Answer> list(Call call, Page page) {
        var before = page.before();
        if (before == null) {
            return listed(call, page);
        }
        return store.find(call.portal(), before)
                .filter(it -> it.inbox().equals(call.inbox()))
                .flatMap(_ -> listed(call, page))
                .defaultIfEmpty(
                        Answer.malformed(
                                List.of(
                                        new Problem(
                                                "before",
                                                before.toString(),
                                                "the id of a thread of this inbox"))));
    }

    private Mono<Answer> listed(Call call, Page page) {
        return store.list(
                        new ConversationStore.Query(
                                call.portal(),
                                call.inbox(),
                                page.view(),
                                call.principal().agent(),
                                page.before(),
                                page.limit()))
                .map(threads -> {
                    var body = JsonNodeFactory.instance.objectNode();
                    var array = body.putArray("threads");
                    threads.forEach(it -> array.add(ThreadJson.write(it)));
                    boolean more = threads.size() == page.limit();
                    return Answer.ok(
                            body.put("next", more ? threads.getLast().id().toString() : null));
                });
    }

    private Mono<Answer> read(Call call) {
        return Mono.just(Answer.ok(ThreadJson.write(call.conversation())));
    }

    private Mono<Answer> entries(Call call) {
        return call.querying(
                it ->
                        new Range(
                                it.optional(
                                        "stream",
                                        Stream.PUBLIC,
                                        "public or internal",
                                        ThreadRoutes::stream),
                                it.number("after", 0, 0, Long.MAX_VALUE),
                                (int) it.number("limit", PAGE, 1, PAGE)),
                range -> entries(call.conversation(), range));
    }

    private Mono<Answer> entries(Conversation thread, Range range) {
        return store.read(
                        thread.portal(), thread.id(), range.stream(), range.after(), range.limit())
                .map(ThreadRoutes::entries);
    }

    private static Answer entries(List<Entry> entries) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray("entries");
        entries.forEach(it -> array.add(ThreadJson.write(it)));
        return Answer.ok(body);
    }

    private Mono<Answer> take(Call call) {
        return assign(call, call.principal().agent());
    }

    private Mono<Answer> assign(Call call) {
        return call.reading(
                it -> new Assign(it.optionalParsed("agent", "the id of an agent", AgentId::of)),
                it -> assign(call, it.agent()));
    }

    private Mono<Answer> assign(Call call, @Nullable AgentId to) {
        var thread = call.conversation();
        return conversations
                .assign(thread.portal(), thread.id(), to, call.principal().agent())
                .map(ThreadRoutes::entries)
                .defaultIfEmpty(Answer.invalid(List.of(noSuchAgent(to))));
    }

    private static Problem noSuchAgent(@Nullable AgentId agent) {
        return new Problem("agent", "\"" + agent + "\"", "the id of an active agent");
    }

    private Mono<Answer> transfer(Call call) {
        return call.reading(
                it ->
                        new Transfer(
                                it.optionalParsed("team", "the id of a team", TeamId::of),
                                it.optionalParsed("inbox", "the id of an inbox", InboxId::of)),
                it -> transfer(call, it));
    }

    private Mono<Answer> transfer(Call call, Transfer to) {
        var thread = call.conversation();
        var nowhere =
                new Problem(
                        to.team() == null ? "inbox" : "team",
                        "\"" + (to.team() == null ? to.inbox() : to.team()) + "\"",
                        "the id of a team, or of an inbox, of this portal");
        return conversations
                .transfer(
                        thread.portal(),
                        thread.id(),
                        to.team(),
                        to.inbox(),
                        call.principal().agent())
                .map(ThreadRoutes::entries)
                .defaultIfEmpty(Answer.invalid(List.of(nowhere)));
    }

    private Mono<Answer> close(Call call) {
        var thread = call.conversation();
        return conversations
                .close(thread.portal(), thread.id(), call.principal().agent())
                .map(ThreadRoutes::entries)
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> reopen(Call call) {
        var thread = call.conversation();
        return conversations
                .reopen(thread.portal(), thread.id(), call.principal().agent())
                .map(ThreadRoutes::entries)
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> cursor(Call call) {
        return call.reading(
                it -> new Cursor(streamOf(it), it.seq("delivered"), it.seq("read")),
                it -> {
                    var thread = call.conversation();
                    return store.cursor(
                                    thread.portal(),
                                    thread.id(),
                                    it.stream(),
                                    "a:" + call.principal().agent(),
                                    it.delivered(),
                                    it.read())
                            .thenReturn(Answer.nothing());
                });
    }

    private static Stream streamOf(Fields fields) {
        var stream = fields.optionalParsed("stream", "public or internal", ThreadRoutes::stream);
        return stream == null ? Stream.PUBLIC : stream;
    }

    private static View view(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("view");
        }
        return View.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Stream stream(String text) {
        return switch (text) {
            case "public" -> Stream.PUBLIC;
            case "internal" -> Stream.INTERNAL;
            default -> throw new IllegalArgumentException("stream");
        };
    }

    private record Page(View view, @Nullable ConversationId before, int limit) {}

    private record Range(Stream stream, long after, int limit) {}

    private record Assign(@Nullable AgentId agent) {}

    private record Transfer(@Nullable TeamId team, @Nullable InboxId inbox) {}

    private record Cursor(Stream stream, long delivered, long read) {}
}
