package parley.gateway.app.example;

import parley.gateway.access.store.GrantStore;
import parley.gateway.access.store.PortalStore;
import parley.gateway.access.store.TokenStore;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.availability.store.TeamStore;
import parley.gateway.chatflow.store.ChatflowStore;

/// Where the example goes.
public record ExampleStores(
        PortalStore portals,
        AgentStore agents,
        GrantStore grants,
        TokenStore tokens,
        PresenceStore presence,
        TeamStore teams,
        InboxStore inboxes,
        ChatflowStore chatflows) {}
