package parley.gateway.edge.rest;

import parley.gateway.access.store.GrantStore;
import parley.gateway.access.store.PortalStore;
import parley.gateway.access.store.TokenStore;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.availability.store.TeamStore;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.edge.Capacity;

/// What the REST API asks of other rooms.
public record RestRooms(
        PortalStore portals,
        TokenStore tokens,
        GrantStore grants,
        AgentStore agents,
        TeamStore teams,
        InboxStore inboxes,
        ChatflowStore chatflows,
        PresenceStore presence,
        ConversationStore store,
        Conversations conversations,
        Capacity capacity,
        PeopleRooms people,
        LibraryRooms library) {}
