package parley.protocol.frame;

import org.jspecify.annotations.Nullable;
import parley.protocol.frame.ServerFrame.AgentReady;
import parley.protocol.frame.ServerFrame.Logged;
import parley.protocol.frame.ServerFrame.Nack;
import parley.protocol.frame.ServerFrame.Ready;
import parley.protocol.frame.ServerFrame.Row;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.TabId;
import parley.protocol.value.Uuids;
import parley.protocol.value.VisitorId;

/// How the gateway's frames look on the wire.
final class ServerWire {
    /// Bounds for clients; what the gateway sends is narrower.
    private static final int MAX_TEXT_CHARS = 16_384;

    private static final int MAX_ITEMS = 1_000;

    private ServerWire() {}

    static Decoded<ServerFrame> read(String type, Fields in) {
        var frame = frame(type, in);
        return frame == null ? new Decoded.Unsupported<>(type) : new Decoded.Frame<>(frame);
    }

    private static @Nullable ServerFrame frame(String type, Fields in) {
        return switch (type) {
            case "hello" -> hello(in);
            case "ready" -> in.has("agent") ? agentReady(in) : ready(in);
            case "decision" -> new ServerFrame.Decision(DecisionWire.read(in));
            case "queue" ->
                    new ServerFrame.Queue(
                            in.conversation(),
                            in.number("position"),
                            in.numberOrNull("waitSeconds"));
            case "entry" -> logged(in);
            case "ack" ->
                    new ServerFrame.Ack(
                            in.id("cmid", ClientMessageId::of),
                            in.conversation(),
                            in.count("seq"),
                            in.instant("at"));
            case "nack" -> nack(in);
            case "live" -> new ServerFrame.Live(in.conversation(), in.stream(), in.count("seq"));
            case "reset" ->
                    new ServerFrame.Reset(
                            in.conversation(), in.stream(), text(in, "reason"), in.count("from"));
            case "results" -> results(in);
            case "survey" -> survey(in);
            case "pong" -> new ServerFrame.Pong(in.count("t"), in.counts("heads", MAX_ITEMS));
            case "goaway" ->
                    new ServerFrame.Goaway(
                            text(in, "reason"), in.number("minMs"), in.number("maxMs"));
            case "error" -> failed(in);
            case "typing" ->
                    new ServerFrame.Typing(
                            in.conversation(), in.object("actor", ServerWire::actor));
            case "presence" -> new ServerFrame.Presence(in.conversation(), in.number("agents"));
            default -> agentsFrame(type, in);
        };
    }

    private static @Nullable ServerFrame agentsFrame(String type, Fields in) {
        return switch (type) {
            case "heads" ->
                    new ServerFrame.Heads(
                            in.id("inbox", InboxId::of),
                            in.count("version"),
                            in.objects("rows", MAX_ITEMS, ServerWire::row));
            case "row" -> new ServerFrame.RowChanged(row(in));
            case "viewer" ->
                    new ServerFrame.Viewer(
                            in.conversation(),
                            in.object(
                                    "agent",
                                    it ->
                                            new ServerFrame.Colleague(
                                                    it.id("id", AgentId::of), text(it, "name"))));
            case "capacity" ->
                    new ServerFrame.Capacity(in.number("open"), in.numberOrNull("limit"));
            case "status" -> new ServerFrame.Status(in.constant("status", AgentStatus.values()));
            default -> null;
        };
    }

    static JsonWriter write(ServerFrame frame, JsonWriter out) {
        return switch (frame) {
            case ServerFrame.Hello hello -> hello(hello, out);
            case Ready ready ->
                    ready(ready, out).object("decision", ready.decision(), DecisionWire::write);
            case AgentReady ready -> agentReady(ready, out);
            case ServerFrame.Decision(var decision) ->
                    DecisionWire.write(decision, out.type("decision"));
            case ServerFrame.Queue(var conversation, var position, var waitSeconds) ->
                    out.type("queue")
                            .field("conv", conversation)
                            .field("position", position)
                            .field("waitSeconds", waitSeconds);
            case Logged logged -> logged(logged, out);
            case ServerFrame.Ack(var cmid, var conversation, var seq, var at) ->
                    out.type("ack")
                            .field("cmid", cmid)
                            .field("conv", conversation)
                            .field("seq", seq)
                            .field("at", at);
            case Nack(var cmid, var code, var retryMs) ->
                    out.type("nack")
                            .field("cmid", cmid)
                            .field("code", code)
                            .field("definite", code.definite())
                            .field("retryMs", retryMs);
            case ServerFrame.Live(var conversation, var stream, var seq) ->
                    out.type("live").field("conv", conversation).stream(stream).field("seq", seq);
            case ServerFrame.Reset(var conversation, var stream, var reason, var from) ->
                    out.type("reset").field("conv", conversation).stream(stream)
                            .field("reason", reason)
                            .field("from", from);
            case ServerFrame.Results results -> results(results, out);
            case ServerFrame.SurveyAsked survey -> survey(survey, out);
            case ServerFrame.Pong(var t, var heads) ->
                    out.type("pong").field("t", t).counts("heads", heads);
            case ServerFrame.Goaway(var reason, var minMs, var maxMs) ->
                    out.type("goaway")
                            .field("reason", reason)
                            .field("minMs", minMs)
                            .field("maxMs", maxMs);
            case ServerFrame.Failed(var code, var conversation, var message) ->
                    out.type("error")
                            .field("code", code)
                            .field("conv", conversation)
                            .field("message", message);
            case ServerFrame.Typing(var conversation, var actor) ->
                    out.type("typing")
                            .field("conv", conversation)
                            .object("actor", actor, ServerWire::actor);
            case ServerFrame.Presence(var conversation, var agents) ->
                    out.type("presence").field("conv", conversation).field("agents", agents);
            case ServerFrame.Heads(var inbox, var version, var rows) ->
                    out.type("heads")
                            .field("inbox", inbox)
                            .field("version", version)
                            .objects("rows", rows, ServerWire::row);
            case ServerFrame.RowChanged(var row) -> row(row, out.type("row"));
            case ServerFrame.Viewer(var conversation, var agent) ->
                    out.type("viewer")
                            .field("conv", conversation)
                            .object(
                                    "agent",
                                    it -> it.field("id", agent.id()).field("name", agent.name()));
            case ServerFrame.Capacity(var open, var limit) ->
                    out.type("capacity").field("open", open).field("limit", limit);
            case ServerFrame.Status(var status) -> out.type("status").field("status", status);
        };
    }

    private static ServerFrame hello(Fields in) {
        var limits = in.object("limits", it -> it);
        return new ServerFrame.Hello(
                in.number("hb"), limits.number("frame"), limits.number("text"), text(in, "node"));
    }

    private static JsonWriter hello(ServerFrame.Hello hello, JsonWriter out) {
        return out.type("hello")
                .field("hb", hello.heartbeatSeconds())
                .object(
                        "limits",
                        it ->
                                it.field("frame", hello.maxFrameBytes())
                                        .field("text", hello.maxTextCodePoints()))
                .field("node", hello.node());
    }

    private static Ready ready(Fields in) {
        return new Ready(
                in.number("v"),
                in.id("tab", TabId::of),
                in.id("visitor", VisitorId::of),
                in.textOrNull("token", VisitorWire.MAX_TOKEN_CHARS),
                in.object("decision", DecisionWire::read),
                in.objects("conversations", MAX_ITEMS, ServerWire::head),
                in.objectOrNull(
                        "preview",
                        it -> new ServerFrame.Preview(it.instant("until"), it.flag("saved"))));
    }

    /// All but the decision, which comes last so that encoded bytes of it can be put there.
    static JsonWriter ready(Ready ready, JsonWriter out) {
        return out.type("ready")
                .field("v", ready.version())
                .field("tab", ready.tab())
                .field("visitor", ready.visitor())
                .field("token", ready.token())
                .objects(
                        "conversations",
                        ready.conversations(),
                        (head, it) ->
                                it.field("conv", head.conversation())
                                        .field("epoch", head.epoch())
                                        .field("head", head.head())
                                        .field("status", head.status()))
                .object(
                        "preview",
                        ready.preview(),
                        (preview, it) ->
                                it.field("until", preview.until()).field("saved", preview.saved()));
    }

    private static ServerFrame.Head head(Fields in) {
        return new ServerFrame.Head(
                in.conversation(),
                in.text("epoch", VisitorWire.MAX_EPOCH_CHARS),
                in.count("head"),
                in.constant("status", ConversationStatus.values()));
    }

    private static AgentReady agentReady(Fields in) {
        return new AgentReady(
                in.number("v"),
                in.object(
                        "agent",
                        it ->
                                new ServerFrame.Self(
                                        it.id("id", AgentId::of),
                                        text(it, "name"),
                                        text(it, "role"),
                                        it.constant("status", AgentStatus.values()))),
                in.objects(
                        "inboxes",
                        MAX_ITEMS,
                        it ->
                                new ServerFrame.InboxName(
                                        it.id("id", InboxId::of), text(it, "name"))),
                in.textOrNull("epoch", VisitorWire.MAX_EPOCH_CHARS));
    }

    private static JsonWriter agentReady(AgentReady ready, JsonWriter out) {
        return out.type("ready")
                .field("v", ready.version())
                .object(
                        "agent",
                        ready.agent(),
                        (agent, it) ->
                                it.field("id", agent.id())
                                        .field("name", agent.name())
                                        .field("role", agent.role())
                                        .field("status", agent.status()))
                .objects(
                        "inboxes",
                        ready.inboxes(),
                        (inbox, it) -> it.field("id", inbox.id()).field("name", inbox.name()))
                .field("epoch", ready.epoch());
    }

    private static Logged logged(Fields in) {
        var body = in.textOrNull("body", MAX_TEXT_CHARS);
        return new Logged(
                in.conversation(),
                in.stream(),
                in.count("seq"),
                in.id("id", Uuids::parse),
                in.constant("kind", EntryKind.values()),
                in.object("actor", ServerWire::actor),
                body == null ? "" : body,
                in.textsByName("data", MAX_ITEMS, MAX_TEXT_CHARS),
                in.instant("at"),
                in.idOrNull("cmid", ClientMessageId::of));
    }

    private static JsonWriter logged(Logged entry, JsonWriter out) {
        var written =
                out.type("entry").field("conv", entry.conversation()).stream(entry.stream())
                        .field("seq", entry.seq())
                        .field("id", entry.id())
                        .field("kind", entry.kind())
                        .object("actor", entry.actor(), ServerWire::actor)
                        .unlessEmpty("body", entry.body());
        return (entry.data().isEmpty() ? written : written.pairs("data", entry.data()))
                .field("at", entry.at())
                .field("cmid", entry.cmid());
    }

    private static ActorView actor(Fields in) {
        return new ActorView(
                in.constant("kind", ActorView.Kind.values()),
                in.idOrNull("id", Uuids::parse),
                in.textOrNull("name", MAX_TEXT_CHARS),
                in.textOrNull("avatar", MAX_TEXT_CHARS));
    }

    private static JsonWriter actor(ActorView actor, JsonWriter out) {
        return out.field("kind", actor.kind())
                .field("id", actor.id())
                .field("name", actor.name())
                .field("avatar", actor.avatar());
    }

    private static Nack nack(Fields in) {
        var code = in.constant("code", NackCode.values());
        if (in.flag("definite") != code.definite()) {
            throw new Fields.Wrong("definite: not what the code says");
        }
        return new Nack(in.id("cmid", ClientMessageId::of), code, in.numberOrNull("retryMs"));
    }

    private static ServerFrame.Failed failed(Fields in) {
        return new ServerFrame.Failed(
                in.constant("code", ErrorCode.values()),
                in.idOrNull("conv", ConversationId::of),
                in.textOrNull("message", MAX_TEXT_CHARS));
    }

    private static ServerFrame.Results results(Fields in) {
        return new ServerFrame.Results(
                text(in, "q"),
                in.objects(
                        "items",
                        MAX_ITEMS,
                        it ->
                                new ServerFrame.Article(
                                        text(it, "title"), text(it, "excerpt"), text(it, "url"))));
    }

    private static JsonWriter results(ServerFrame.Results results, JsonWriter out) {
        return out.type("results")
                .field("q", results.query())
                .objects(
                        "items",
                        results.items(),
                        (article, it) ->
                                it.field("title", article.title())
                                        .field("excerpt", article.excerpt())
                                        .field("url", article.url()));
    }

    private static ServerFrame.SurveyAsked survey(Fields in) {
        return new ServerFrame.SurveyAsked(
                in.conversation(),
                text(in, "survey"),
                in.objects("questions", MAX_ITEMS, ServerWire::question));
    }

    private static ServerFrame.Question question(Fields in) {
        return new ServerFrame.Question(
                text(in, "name"),
                in.constant("kind", ServerFrame.QuestionKind.values()),
                text(in, "text"),
                in.flagOr("required", false),
                in.texts("choices", MAX_ITEMS, MAX_TEXT_CHARS));
    }

    private static JsonWriter survey(ServerFrame.SurveyAsked survey, JsonWriter out) {
        return out.type("survey")
                .field("conv", survey.conversation())
                .field("survey", survey.survey())
                .objects(
                        "questions",
                        survey.questions(),
                        (question, it) ->
                                it.field("name", question.name())
                                        .field("kind", question.kind())
                                        .field("text", question.text())
                                        .ifTrue("required", question.required())
                                        .someTexts("choices", question.choices()));
    }

    private static Row row(Fields in) {
        return new Row(
                in.id("inbox", InboxId::of),
                in.conversation(),
                in.id("visitor", VisitorId::of),
                in.constant("status", ConversationStatus.values()),
                in.idOrNull("assignee", AgentId::of),
                in.count("head"),
                in.count("internalHead"),
                in.count("unread"),
                in.text("preview", MAX_TEXT_CHARS),
                in.instant("lastAt"),
                in.instantOrNull("waitingSince"),
                in.instant("createdAt"));
    }

    private static JsonWriter row(Row row, JsonWriter out) {
        return out.field("inbox", row.inbox())
                .field("conv", row.conversation())
                .field("visitor", row.visitor())
                .field("status", row.status())
                .field("assignee", row.assignee())
                .field("head", row.head())
                .field("internalHead", row.internalHead())
                .field("unread", row.unread())
                .field("preview", row.preview())
                .field("lastAt", row.lastAt())
                .field("waitingSince", row.waitingSince())
                .field("createdAt", row.createdAt());
    }

    private static String text(Fields in, String name) {
        return in.text(name, MAX_TEXT_CHARS);
    }
}
