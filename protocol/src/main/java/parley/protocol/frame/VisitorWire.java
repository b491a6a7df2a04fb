package parley.protocol.frame;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TabId;

/// How a visitor's frames look on the wire.
final class VisitorWire {
    static final int MAX_PAGE = 200;
    static final int MAX_RESUME = 20;
    static final int MAX_TOKEN_CHARS = 4_096;
    static final int MAX_PREVIEW_CHARS = 8_192;
    static final int MAX_EMAIL_CHARS = 254;
    static final int MAX_EPOCH_CHARS = 64;

    private static final int MAX_URL_CHARS = 8_192;
    private static final int MAX_TITLE_CHARS = 512;
    private static final int MAX_REFERRER_CHARS = 2_048;
    private static final int MAX_CAPABILITIES = 16;
    private static final int MAX_WORD_CHARS = 64;
    private static final int MAX_QUERY_CHARS = 256;
    private static final int MAX_ANSWERS = 20;
    private static final int MAX_ANSWER_CHARS = 1_000;

    private VisitorWire() {}

    static Decoded<ClientFrame> read(String type, Fields in) {
        return switch (type) {
            case "connect" -> frame(connect(in));
            case "page" -> frame(new ClientFrame.PageViewed(page(in)));
            case "send" -> send(in);
            case "sync" ->
                    frame(
                            new ClientFrame.Sync(
                                    in.conversation(),
                                    in.count("after"),
                                    in.limit("limit", MAX_PAGE)));
            case "cursor" ->
                    frame(
                            new ClientFrame.Cursor(
                                    in.conversation(), in.count("read"), in.count("delivered")));
            case "typing" -> frame(new ClientFrame.Typing(in.conversation()));
            case "identify" -> frame(new ClientFrame.Identify(in.text("token", MAX_TOKEN_CHARS)));
            case "consent" -> frame(consent(in));
            case "contact" -> frame(new ClientFrame.Contact(in.text("email", MAX_EMAIL_CHARS)));
            case "search" -> frame(new ClientFrame.Search(in.text("q", MAX_QUERY_CHARS)));
            case "survey" ->
                    frame(
                            new ClientFrame.Survey(
                                    in.conversation(),
                                    in.having("answers")
                                            .textsByName(
                                                    "answers", MAX_ANSWERS, MAX_ANSWER_CHARS)));
            case "opened" -> frame(new ClientFrame.Opened());
            case "ping" ->
                    frame(new ClientFrame.Ping(in.count("t"), in.counts("have", MAX_RESUME)));
            case "bye" -> frame(new ClientFrame.Bye(in.flagOr("reset", false)));
            default -> new Decoded.Unsupported<>(type);
        };
    }

    static JsonWriter write(ClientFrame frame, JsonWriter out) {
        return switch (frame) {
            case ClientFrame.Connect connect -> connect(connect, out);
            case ClientFrame.PageViewed(var page) -> page(page, out.type("page"));
            case ClientFrame.Send(var cmid, var conversation, var fresh, var text) ->
                    out.type("send")
                            .field("cmid", cmid)
                            .field("conv", conversation)
                            .ifTrue("new", fresh)
                            .field("kind", "text")
                            .field("body", text.value());
            case ClientFrame.Sync(var conversation, var after, var limit) ->
                    out.type("sync")
                            .field("conv", conversation)
                            .field("after", after)
                            .field("limit", limit);
            case ClientFrame.Cursor(var conversation, var read, var delivered) ->
                    out.type("cursor")
                            .field("conv", conversation)
                            .field("read", read)
                            .field("delivered", delivered);
            case ClientFrame.Typing(var conversation) ->
                    out.type("typing").field("conv", conversation);
            case ClientFrame.Identify(var token) -> out.type("identify").field("token", token);
            case ClientFrame.Consent(var kind, var textVersion, var answer) ->
                    out.type("consent")
                            .field("kind", kind)
                            .field("version", textVersion)
                            .field("answer", answer);
            case ClientFrame.Contact(var email) -> out.type("contact").field("email", email);
            case ClientFrame.Search(var query) -> out.type("search").field("q", query);
            case ClientFrame.Survey(var conversation, var answers) ->
                    out.type("survey").field("conv", conversation).pairs("answers", answers);
            case ClientFrame.Opened() -> out.type("opened");
            case ClientFrame.Ping(var t, var have) ->
                    out.type("ping").field("t", t).counts("have", have);
            case ClientFrame.Bye(var reset) -> out.type("bye").ifTrue("reset", reset);
        };
    }

    private static ClientFrame.Connect connect(Fields in) {
        return new ClientFrame.Connect(
                in.number("v"),
                in.id("portal", PortalId::of),
                in.object("page", VisitorWire::page),
                in.constant("device", Device.values()),
                in.textOrNull("lang", MAX_WORD_CHARS),
                in.textOrNull("token", MAX_TOKEN_CHARS),
                in.objectOrNull("identity", VisitorWire::identity),
                in.id("tab", TabId::of),
                in.objects("resume", MAX_RESUME, VisitorWire::resume),
                in.texts("caps", MAX_CAPABILITIES, MAX_WORD_CHARS),
                in.objectOrNull("preview", VisitorWire::preview));
    }

    private static ClientFrame.Preview preview(Fields in) {
        return new ClientFrame.Preview(
                in.text("token", MAX_PREVIEW_CHARS),
                in.constantOrNull("as", ClientFrame.Pretence.values()));
    }

    private static JsonWriter connect(ClientFrame.Connect connect, JsonWriter out) {
        return out.type("connect")
                .field("v", connect.version())
                .field("portal", connect.portal())
                .object("page", it -> page(connect.page(), it))
                .field("device", connect.device())
                .field("lang", connect.language())
                .field("token", connect.token())
                .object(
                        "identity",
                        connect.identity(),
                        (identity, it) ->
                                it.field("email", identity.email())
                                        .field("token", identity.token()))
                .field("tab", connect.tab())
                .someObjects(
                        "resume",
                        connect.resume(),
                        (resume, it) ->
                                it.field("conv", resume.conversation())
                                        .field("have", resume.have())
                                        .field("epoch", resume.epoch()))
                .someTexts("caps", connect.capabilities())
                .object(
                        "preview",
                        connect.preview(),
                        (preview, it) ->
                                it.field("token", preview.token()).field("as", preview.as()));
    }

    private static Page page(Fields in) {
        return new Page(
                Texts.cleaned(in.raw("url"), MAX_URL_CHARS),
                cleanedOrNull(in, "title", MAX_TITLE_CHARS),
                cleanedOrNull(in, "referrer", MAX_REFERRER_CHARS));
    }

    private static @Nullable String cleanedOrNull(Fields in, String name, int max) {
        var text = in.rawOrNull(name);
        return text == null ? null : Texts.cleaned(text, max);
    }

    private static JsonWriter page(Page page, JsonWriter out) {
        return out.field("url", page.url())
                .field("title", page.title())
                .field("referrer", page.referrer());
    }

    private static ClientFrame.Identity identity(Fields in) {
        return new ClientFrame.Identity(
                in.text("email", MAX_EMAIL_CHARS), in.text("token", MAX_TOKEN_CHARS));
    }

    private static ClientFrame.Resume resume(Fields in) {
        return new ClientFrame.Resume(
                in.conversation(), in.count("have"), in.textOrNull("epoch", MAX_EPOCH_CHARS));
    }

    private static ClientFrame.Consent consent(Fields in) {
        return new ClientFrame.Consent(
                in.constant("kind", ConsentKind.values()),
                in.text("version", MAX_WORD_CHARS),
                in.flag("answer"));
    }

    private static Decoded<ClientFrame> send(Fields in) {
        var cmid = in.id("cmid", ClientMessageId::of);
        var conversation = in.idOrNull("conv", ConversationId::of);
        boolean fresh = in.flagOr("new", false);
        var body = in.raw("body");
        if (!in.raw("kind").equals("text")) {
            return new Decoded.Refused<>(cmid, conversation, NackCode.BAD_REQUEST);
        }
        var refusal = refusal(body);
        return refusal == null
                ? frame(new ClientFrame.Send(cmid, conversation, fresh, new MessageText(body)))
                : new Decoded.Refused<>(cmid, conversation, refusal);
    }

    /// Why a body cannot be taken, or null if it can.
    static @Nullable NackCode refusal(String body) {
        return switch (MessageText.problem(body)) {
            case NONE -> null;
            case TOO_LONG -> NackCode.TOO_LONG;
            case BLANK, BAD_CHARACTER -> NackCode.BAD_TEXT;
        };
    }

    private static Decoded<ClientFrame> frame(ClientFrame frame) {
        return new Decoded.Frame<>(frame);
    }
}
