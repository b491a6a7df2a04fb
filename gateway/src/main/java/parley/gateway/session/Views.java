package parley.gateway.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Faces;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Display.Heading;
import parley.protocol.frame.DecisionView.AvailabilityView;
import parley.protocol.frame.DecisionView.Behaviour;
import parley.protocol.frame.DecisionView.ChatflowView;
import parley.protocol.frame.DecisionView.DisplayView;
import parley.protocol.frame.DecisionView.FaceView;
import parley.protocol.frame.DecisionView.HeadingKind;
import parley.protocol.frame.DecisionView.HeadingView;
import parley.protocol.frame.DecisionView.ReplyTime;
import parley.protocol.frame.DecisionView.Show;
import parley.protocol.frame.DecisionView.Side;
import parley.protocol.frame.DecisionView.State;
import parley.protocol.frame.DecisionView.TriggerKind;
import parley.protocol.frame.DecisionView.TriggerView;
import parley.protocol.value.AgentId;

/// Chatflow and chat channel in the words of the wire.
final class Views {
    private Views() {}

    /// @param searchable whether the portal has enough articles (W5)
    static ChatflowView chatflow(Chatflow chatflow, boolean searchable) {
        var definition = chatflow.definition();
        return new ChatflowView(
                chatflow.id(),
                chatflow.name(),
                definition.options().language(),
                definition.build().welcome(),
                definition.build().knowledgeSearch() && searchable);
    }

    /// @param measured what is said where the chat channel says what was measured
    static AvailabilityView availability(
            Channel channel, TeamAvailability team, Shown shown, Channel.ReplyTime measured) {
        var state =
                switch (team) {
                    case TeamAvailability.Available _ -> State.AVAILABLE;
                    case TeamAvailability.Away _ -> State.AWAY;
                    case TeamAvailability.Full _ -> State.FULL;
                };
        var configured = channel.replyTime();
        var replyTime =
                replyTime(configured == Channel.ReplyTime.AUTOMATIC ? measured : configured);
        return switch (shown) {
            case Shown.Chat _ ->
                    new AvailabilityView(state, Show.CHAT, null, null, null, replyTime);
            case Shown.ReturnTime(var at, var zone) ->
                    new AvailabilityView(
                            state, Show.RETURN_TIME, null, at, zone.getId(), replyTime);
            case Shown.AwayMessage(var text) ->
                    new AvailabilityView(
                            state, Show.AWAY_MESSAGE, emptyToNull(text), null, null, replyTime);
            case Shown.Wait(var text) ->
                    new AvailabilityView(
                            state, Show.WAIT, emptyToNull(text), null, null, replyTime);
            case Shown.Hidden _ -> new AvailabilityView(state, Show.HIDDEN, null, null, null, null);
        };
    }

    /// @param lot that draws faces
    /// @param owner of the visitor's contact; null for none
    static DisplayView display(
            PortalSnapshot portal,
            Chatflow chatflow,
            Channel channel,
            boolean phone,
            long lot,
            @Nullable AgentId owner) {
        var display = chatflow.definition().display();
        return new DisplayView(
                behaviour(phone ? display.mobile() : display.desktop()),
                display.triggers().stream().map(Views::trigger).toList(),
                heading(portal, chatflow, lot, owner),
                channel.accent().value(),
                channel.placement().side() == Placement.Side.LEFT ? Side.LEFT : Side.RIGHT);
    }

    private static Behaviour behaviour(Display.Behaviour behaviour) {
        return switch (behaviour) {
            case PROMPT -> Behaviour.PROMPT;
            case LAUNCHER -> Behaviour.LAUNCHER;
            case PROMPT_THEN_OPEN -> Behaviour.OPEN;
        };
    }

    private static TriggerView trigger(Display.Trigger trigger) {
        return switch (trigger) {
            case Display.Trigger.ExitIntent _ -> new TriggerView(TriggerKind.EXIT, 0);
            case Display.Trigger.AfterTime(var after) ->
                    new TriggerView(TriggerKind.TIME, Math.toIntExact(after.toSeconds()));
            case Display.Trigger.Scrolled(var percent) ->
                    new TriggerView(TriggerKind.SCROLL, percent);
        };
    }

    private static HeadingView heading(
            PortalSnapshot portal, Chatflow chatflow, long lot, @Nullable AgentId owner) {
        return switch (chatflow.definition().display().heading()) {
            case Heading.Branding(var name, var image, _) ->
                    new HeadingView(HeadingKind.BRAND, name, image, List.of());
            case Heading.People(var shown) ->
                    people(
                            HeadingKind.PEOPLE,
                            drawn(shown, portal, chatflow, lot),
                            portal,
                            chatflow);
            case Heading.Owner(var fallback) ->
                    people(
                            HeadingKind.OWNER,
                            Faces.ofOwner(
                                    owner, drawn(fallback, portal, chatflow, lot), portal.staff()),
                            portal,
                            chatflow);
        };
    }

    private static HeadingView people(
            HeadingKind kind, List<Agent> agents, PortalSnapshot portal, Chatflow chatflow) {
        var faces =
                agents.stream()
                        .map(Agent::profile)
                        .map(it -> new FaceView(Names.shown(it, chatflow, portal), it.avatarUrl()))
                        .toList();
        return new HeadingView(kind, portal.portal().name(), null, faces);
    }

    /// Those named, each once, in the chosen order, without the deactivated; of more than three,
    /// three by lot (D7).
    private static List<Agent> drawn(
            Assignees assignees, PortalSnapshot portal, Chatflow chatflow, long lot) {
        long visit = lot ^ chatflow.id().hashCode();
        return Faces.draw(assignees.users(), assignees.teams(), portal.staff(), visit);
    }

    private static @Nullable ReplyTime replyTime(Channel.ReplyTime replyTime) {
        return switch (replyTime) {
            case OFF, AUTOMATIC -> null;
            case MINUTES -> ReplyTime.MINUTES;
            case HOURS -> ReplyTime.HOURS;
            case DAY -> ReplyTime.DAY;
        };
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
