package parley.protocol.frame;

import parley.protocol.frame.DecisionView.AvailabilityView;
import parley.protocol.frame.DecisionView.Behaviour;
import parley.protocol.frame.DecisionView.ChatflowView;
import parley.protocol.frame.DecisionView.ConsentView;
import parley.protocol.frame.DecisionView.DisplayView;
import parley.protocol.frame.DecisionView.EmailView;
import parley.protocol.frame.DecisionView.FaceView;
import parley.protocol.frame.DecisionView.GatesView;
import parley.protocol.frame.DecisionView.HeadingKind;
import parley.protocol.frame.DecisionView.HeadingView;
import parley.protocol.frame.DecisionView.ReplyTime;
import parley.protocol.frame.DecisionView.Show;
import parley.protocol.frame.DecisionView.Side;
import parley.protocol.frame.DecisionView.State;
import parley.protocol.frame.DecisionView.TriggerKind;
import parley.protocol.frame.DecisionView.TriggerView;
import parley.protocol.value.ChatflowId;

/// How a decision looks on the wire.
final class DecisionWire {
    /// Bounds for clients; the gateway's configuration has narrower ones.
    private static final int MAX_TEXT_CHARS = 8_192;

    private static final int MAX_ITEMS = 16;

    private DecisionWire() {}

    static DecisionView read(Fields in) {
        return new DecisionView(
                text(in, "version"),
                in.objectOrNull("chatflow", DecisionWire::chatflow),
                in.object("availability", DecisionWire::availability),
                in.objectOrNull("display", DecisionWire::display),
                in.objectOrNull("gates", DecisionWire::gates));
    }

    static JsonWriter write(DecisionView decision, JsonWriter out) {
        return out.field("version", decision.version())
                .object("chatflow", decision.chatflow(), DecisionWire::chatflow)
                .object("availability", decision.availability(), DecisionWire::availability)
                .object("display", decision.display(), DecisionWire::display)
                .object("gates", decision.gates(), DecisionWire::gates);
    }

    private static ChatflowView chatflow(Fields in) {
        return new ChatflowView(
                in.id("id", ChatflowId::of),
                text(in, "name"),
                text(in, "language"),
                in.has("welcome") ? text(in, "welcome") : "",
                in.flagOr("search", false));
    }

    private static JsonWriter chatflow(ChatflowView chatflow, JsonWriter out) {
        return out.field("id", chatflow.id())
                .field("name", chatflow.name())
                .field("language", chatflow.language())
                .unlessEmpty("welcome", chatflow.welcome())
                .ifTrue("search", chatflow.search());
    }

    private static AvailabilityView availability(Fields in) {
        return new AvailabilityView(
                in.constant("state", State.values()),
                in.constant("show", Show.values()),
                in.textOrNull("message", MAX_TEXT_CHARS),
                in.instantOrNull("returnAt"),
                in.textOrNull("zone", MAX_TEXT_CHARS),
                in.constantOrNull("replyTime", ReplyTime.values()));
    }

    private static JsonWriter availability(AvailabilityView availability, JsonWriter out) {
        return out.field("state", availability.state())
                .field("show", availability.show())
                .field("message", availability.message())
                .field("returnAt", availability.returnAt())
                .field("zone", availability.zone())
                .field("replyTime", availability.replyTime());
    }

    private static DisplayView display(Fields in) {
        return new DisplayView(
                in.constant("behaviour", Behaviour.values()),
                in.objects("triggers", MAX_ITEMS, DecisionWire::trigger),
                in.object("heading", DecisionWire::heading),
                text(in, "color"),
                in.constant("side", Side.values()));
    }

    private static JsonWriter display(DisplayView display, JsonWriter out) {
        return out.field("behaviour", display.behaviour())
                .someObjects(
                        "triggers",
                        display.triggers(),
                        (trigger, it) ->
                                it.field("kind", trigger.kind())
                                        .unlessZero("value", trigger.value()))
                .object("heading", display.heading(), DecisionWire::heading)
                .field("color", display.color())
                .field("side", display.side());
    }

    private static TriggerView trigger(Fields in) {
        var value = in.numberOrNull("value");
        return new TriggerView(
                in.constant("kind", TriggerKind.values()), value == null ? 0 : value);
    }

    private static HeadingView heading(Fields in) {
        return new HeadingView(
                in.constant("kind", HeadingKind.values()),
                text(in, "name"),
                in.textOrNull("image", MAX_TEXT_CHARS),
                in.objects(
                        "faces",
                        MAX_ITEMS,
                        it ->
                                new FaceView(
                                        text(it, "name"),
                                        it.textOrNull("avatar", MAX_TEXT_CHARS))));
    }

    private static JsonWriter heading(HeadingView heading, JsonWriter out) {
        return out.field("kind", heading.kind())
                .field("name", heading.name())
                .field("image", heading.image())
                .someObjects(
                        "faces",
                        heading.faces(),
                        (face, it) -> it.field("name", face.name()).field("avatar", face.avatar()));
    }

    private static GatesView gates(Fields in) {
        return new GatesView(
                in.flagOr("identity", false),
                in.objectOrNull("email", DecisionWire::email),
                in.objects("consents", MAX_ITEMS, DecisionWire::consent));
    }

    private static JsonWriter gates(GatesView gates, JsonWriter out) {
        return out.ifTrue("identity", gates.identity())
                .object(
                        "email",
                        gates.email(),
                        (email, it) ->
                                it.field("when", email.when())
                                        .unlessZero("afterSeconds", email.afterSeconds())
                                        .field("text", email.text()))
                .someObjects(
                        "consents",
                        gates.consents(),
                        (consent, it) ->
                                it.field("kind", consent.kind())
                                        .field("ask", consent.ask())
                                        .field("version", consent.textVersion())
                                        .field("text", consent.text()));
    }

    private static EmailView email(Fields in) {
        var after = in.numberOrNull("afterSeconds");
        return new EmailView(
                in.constant("when", EmailView.When.values()),
                after == null ? 0 : after,
                text(in, "text"));
    }

    private static ConsentView consent(Fields in) {
        return new ConsentView(
                in.constant("kind", ConsentKind.values()),
                in.constant("ask", ConsentView.Ask.values()),
                text(in, "version"),
                text(in, "text"));
    }

    private static String text(Fields in, String name) {
        return in.text(name, MAX_TEXT_CHARS);
    }
}
