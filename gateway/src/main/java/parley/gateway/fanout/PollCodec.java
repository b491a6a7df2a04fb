package parley.gateway.fanout;

import parley.gateway.fanout.Event.Draft;
import parley.gateway.fanout.Event.DraftAsked;
import parley.gateway.fanout.Event.DraftCounted;
import parley.gateway.fanout.Event.Tally;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import tools.jackson.core.JsonGenerator;

/// What nodes ask each other, as JSON.
final class PollCodec {
    static final String ASKED = "draft?";
    static final String COUNTED = "draft!";

    private static final int MAX_NODE_NAME = 200;

    private PollCodec() {}

    static void write(JsonGenerator to, Event.Poll poll) {
        switch (poll) {
            case DraftAsked(_, _, _, var draft) -> {
                to.writeStringProperty("k", ASKED);
                to.writeStringProperty("flow", draft.chatflow().toString());
                to.writeStringProperty("inbox", draft.inbox().toString());
                to.writeStringProperty("name", draft.name());
                to.writeNumberProperty("position", draft.position());
                to.writeStringProperty("at", draft.createdAt().toString());
                to.writeStringProperty("definition", draft.definition());
            }
            case DraftCounted(_, _, _, var tally) -> {
                to.writeStringProperty("k", COUNTED);
                to.writeStringProperty("name", tally.name());
                to.writeNumberProperty("views", tally.pageViews());
                to.writeNumberProperty("engaged", tally.engaged());
                to.writeNumberProperty("now", tally.now());
                to.writeNumberProperty("then", tally.then());
            }
        }
        to.writeStringProperty("portal", poll.portal().toString());
        to.writeStringProperty("question", poll.question().toString());
        to.writeStringProperty("node", poll.node().toString());
    }

    static DraftAsked asked(EventFields it) {
        return new DraftAsked(
                PortalId.of(it.text("portal")),
                it.uuid("question"),
                it.uuid("node"),
                new Draft(
                        ChatflowId.of(it.text("flow")),
                        InboxId.of(it.text("inbox")),
                        it.text("name"),
                        it.count("position"),
                        it.instant("at"),
                        it.text("definition")));
    }

    /// @throws IllegalArgumentException if the figures cannot be: none is more than what it is of
    static DraftCounted counted(EventFields it) {
        var name = it.text("name");
        int views = it.count("views");
        int engaged = it.count("engaged");
        int most = views - engaged;
        if (most < 0
                || it.count("now") > most
                || it.count("then") > most
                || name.length() > MAX_NODE_NAME) {
            throw new IllegalArgumentException("figures that cannot be");
        }
        return new DraftCounted(
                PortalId.of(it.text("portal")),
                it.uuid("question"),
                it.uuid("node"),
                new Tally(name, views, engaged, it.count("now"), it.count("then")));
    }
}
