package parley.protocol.frame;

import java.util.function.Function;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.TeamId;

/// How an agent's frames look on the wire.
final class AgentWire {
    private static final int MAX_INBOXES = 50;
    private static final int MAX_HAVE = 100;

    private AgentWire() {}

    static Decoded<AgentFrame> read(String type, Fields in) {
        return switch (type) {
            case "connect" -> frame(connect(in));
            case "watch" ->
                    frame(
                            new AgentFrame.Watch(
                                    in.conversation(),
                                    in.countOr("have", 0),
                                    in.countOr("internal", 0),
                                    in.textOrNull("epoch", VisitorWire.MAX_EPOCH_CHARS)));
            case "unwatch" -> frame(new AgentFrame.Unwatch(in.conversation()));
            case "send" -> text(in, it -> new AgentFrame.Send(it.cmid, it.conversation, it.text));
            case "comment" ->
                    text(in, it -> new AgentFrame.Comment(it.cmid, it.conversation, it.text));
            case "take" -> frame(new AgentFrame.Take(in.conversation()));
            case "assign" ->
                    frame(new AgentFrame.Assign(in.conversation(), in.idOrNull("to", AgentId::of)));
            case "transfer" ->
                    frame(
                            new AgentFrame.Transfer(
                                    in.conversation(),
                                    in.idOrNull("team", TeamId::of),
                                    in.idOrNull("inbox", InboxId::of)));
            case "close" -> frame(new AgentFrame.Close(in.conversation()));
            case "reopen" -> frame(new AgentFrame.Reopen(in.conversation()));
            case "status" ->
                    frame(new AgentFrame.SetStatus(in.constant("status", AgentStatus.values())));
            case "sync" ->
                    frame(
                            new AgentFrame.Sync(
                                    in.conversation(),
                                    in.stream(),
                                    in.count("after"),
                                    in.limit("limit", VisitorWire.MAX_PAGE)));
            case "cursor" ->
                    frame(
                            new AgentFrame.Cursor(
                                    in.conversation(),
                                    in.stream(),
                                    in.count("read"),
                                    in.count("delivered")));
            case "typing" -> frame(new AgentFrame.Typing(in.conversation()));
            case "ping" -> frame(new AgentFrame.Ping(in.count("t"), in.counts("have", MAX_HAVE)));
            case "bye" -> frame(new AgentFrame.Bye());
            default -> new Decoded.Unsupported<>(type);
        };
    }

    static JsonWriter write(AgentFrame frame, JsonWriter out) {
        return switch (frame) {
            case AgentFrame.Connect connect -> connect(connect, out);
            case AgentFrame.Watch(var conversation, var have, var internal, var epoch) ->
                    out.type("watch")
                            .field("conv", conversation)
                            .unlessZero("have", have)
                            .unlessZero("internal", internal)
                            .field("epoch", epoch);
            case AgentFrame.Unwatch(var conversation) -> about("unwatch", conversation, out);
            case AgentFrame.Send(var cmid, var conversation, var text) ->
                    text("send", new Written(cmid, conversation, text), out);
            case AgentFrame.Comment(var cmid, var conversation, var text) ->
                    text("comment", new Written(cmid, conversation, text), out);
            case AgentFrame.Take(var conversation) -> about("take", conversation, out);
            case AgentFrame.Assign(var conversation, var to) ->
                    out.type("assign").field("conv", conversation).field("to", to);
            case AgentFrame.Transfer(var conversation, var team, var inbox) ->
                    out.type("transfer")
                            .field("conv", conversation)
                            .field("team", team)
                            .field("inbox", inbox);
            case AgentFrame.Close(var conversation) -> about("close", conversation, out);
            case AgentFrame.Reopen(var conversation) -> about("reopen", conversation, out);
            case AgentFrame.SetStatus(var status) -> out.type("status").field("status", status);
            case AgentFrame.Sync(var conversation, var stream, var after, var limit) ->
                    out.type("sync").field("conv", conversation).stream(stream)
                            .field("after", after)
                            .field("limit", limit);
            case AgentFrame.Cursor(var conversation, var stream, var read, var delivered) ->
                    out.type("cursor").field("conv", conversation).stream(stream)
                            .field("read", read)
                            .field("delivered", delivered);
            case AgentFrame.Typing(var conversation) -> about("typing", conversation, out);
            case AgentFrame.Ping(var t, var have) ->
                    out.type("ping").field("t", t).counts("have", have);
            case AgentFrame.Bye() -> out.type("bye");
        };
    }

    private static AgentFrame.Connect connect(Fields in) {
        return new AgentFrame.Connect(
                in.number("v"),
                in.text("token", VisitorWire.MAX_TOKEN_CHARS),
                in.ids("inboxes", MAX_INBOXES, InboxId::of),
                in.objects("resume", VisitorWire.MAX_RESUME, AgentWire::resume),
                in.countOrNull("inboxVersion"));
    }

    private static JsonWriter connect(AgentFrame.Connect connect, JsonWriter out) {
        return out.type("connect")
                .field("v", connect.version())
                .field("token", connect.token())
                .someTexts("inboxes", connect.inboxes())
                .someObjects(
                        "resume",
                        connect.resume(),
                        (resume, it) ->
                                it.field("conv", resume.conversation())
                                        .field("have", resume.have())
                                        .unlessZero("internal", resume.internal())
                                        .field("epoch", resume.epoch()))
                .field("inboxVersion", connect.inboxVersion());
    }

    private static AgentFrame.Resume resume(Fields in) {
        return new AgentFrame.Resume(
                in.conversation(),
                in.count("have"),
                in.countOr("internal", 0),
                in.textOrNull("epoch", VisitorWire.MAX_EPOCH_CHARS));
    }

    /// What a message and a comment have in common.
    private record Written(ClientMessageId cmid, ConversationId conversation, MessageText text) {}

    private static Decoded<AgentFrame> text(Fields in, Function<Written, AgentFrame> of) {
        var cmid = in.id("cmid", ClientMessageId::of);
        var conversation = in.conversation();
        var body = in.raw("body");
        var refusal = VisitorWire.refusal(body);
        return refusal == null
                ? frame(of.apply(new Written(cmid, conversation, new MessageText(body))))
                : new Decoded.Refused<>(cmid, conversation, refusal);
    }

    private static JsonWriter text(String type, Written written, JsonWriter out) {
        return out.type(type)
                .field("cmid", written.cmid)
                .field("conv", written.conversation)
                .field("body", written.text.value());
    }

    private static JsonWriter about(String type, ConversationId conversation, JsonWriter out) {
        return out.type(type).field("conv", conversation);
    }

    private static Decoded<AgentFrame> frame(AgentFrame frame) {
        return new Decoded.Frame<>(frame);
    }
}
