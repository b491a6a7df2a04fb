package parley.gateway.edge.agent;

import java.util.Locale;
import parley.gateway.access.Principal;
import parley.gateway.availability.Agent;
import parley.gateway.conversation.Conversation;
import parley.protocol.frame.ActorView;
import parley.protocol.frame.AgentStatus;
import parley.protocol.frame.ConversationStatus;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.ServerFrame.Logged;
import parley.protocol.frame.ServerFrame.Self;
import parley.protocol.value.Actor;
import parley.protocol.value.Entry;

/// What agents see of things: everything, under real names.
final class Views {
    private Views() {}

    static ActorView actor(Actor actor, Desk.View desk) {
        return switch (actor) {
            case Actor.Visitor(var id) ->
                    new ActorView(ActorView.Kind.VISITOR, id.value(), null, null);
            case Actor.Agent(var id) -> {
                var agent = desk.agents().get(id);
                yield agent == null
                        ? new ActorView(ActorView.Kind.AGENT, id.value(), null, null)
                        : new ActorView(
                                ActorView.Kind.AGENT,
                                id.value(),
                                agent.profile().name(),
                                agent.profile().avatarUrl());
            }
            case Actor.Bot(var id) -> new ActorView(ActorView.Kind.BOT, id.value(), null, null);
            case Actor.Gateway _ -> ActorView.of(ActorView.Kind.SYSTEM);
        };
    }

    /// An entry; its own sender also gets the `cmid` back.
    static Logged entry(Entry entry, Desk.View desk, Principal to) {
        boolean own = entry.actor().equals(new Actor.Agent(to.agent()));
        return Logged.of(entry, actor(entry.actor(), desk), own ? entry.cmid() : null);
    }

    static Self self(Agent agent, Principal principal) {
        return new Self(
                agent.id(),
                agent.profile().name(),
                principal.role().wireName(),
                status(agent.duty().status()));
    }

    static AgentStatus status(Agent.Status status) {
        return switch (status) {
            case AVAILABLE -> AgentStatus.AVAILABLE;
            case AWAY -> AgentStatus.AWAY;
        };
    }

    /// @param read highest public seq that this agent has read
    static ServerFrame.Row row(Conversation it, long read) {
        return new ServerFrame.Row(
                it.inbox(),
                it.id(),
                it.visitor(),
                ConversationStatus.valueOf(it.status().name().toUpperCase(Locale.ROOT)),
                it.assignee(),
                it.head(),
                it.internalHead(),
                Math.max(0, it.head() - read),
                it.preview(),
                it.lastAt(),
                it.waitingSince(),
                it.createdAt());
    }
}
