package parley.gateway.edge.agent;

import parley.gateway.access.store.SignIn;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.ReadCursors;
import parley.gateway.edge.Capacity;
import parley.gateway.fanout.Broker;

/// What the agents' sessions ask of other rooms.
public record AgentRooms(
        SignIn signIn,
        ConversationStore store,
        Conversations conversations,
        Feeds feeds,
        ReadCursors cursors,
        AgentStore agents,
        InboxStore inboxes,
        PresenceStore presence,
        Capacity capacity,
        Broker broker) {}
