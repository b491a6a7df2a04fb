package parley.gateway.edge.rest;

import parley.gateway.availability.store.VersionedStore;
import parley.gateway.visitor.ContactList;
import parley.gateway.visitor.SubscriptionType;
import parley.gateway.visitor.store.ContactImports;
import parley.gateway.visitor.store.ContactStore;
import parley.gateway.visitor.store.IdentityStore;

/// What the REST API asks about contacts.
public record PeopleRooms(
        ContactStore contacts,
        ContactImports imports,
        VersionedStore<ContactList> lists,
        VersionedStore<SubscriptionType> subscriptionTypes,
        IdentityStore identity) {}
