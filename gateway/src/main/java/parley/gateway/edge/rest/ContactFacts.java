package parley.gateway.edge.rest;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import parley.gateway.availability.store.VersionedStore;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.visitor.ContactList;
import parley.gateway.visitor.store.ContactStore;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// What targeting rules see of a contact, as a connection of that contact knows it.
///
/// @param contacts where they are
/// @param lists whose names rules say
record ContactFacts(ContactStore contacts, VersionedStore<ContactList> lists) {
    /// What is known of one.
    ///
    /// @param lists names of those the contact is on
    record Known(Map<String, String> properties, Set<String> lists) {
        /// The same visitor, known as this contact.
        VisitorFacts onto(VisitorFacts visitor) {
            return visitor.withContact(properties, lists);
        }
    }

    /// Empty if the portal has no such contact.
    Mono<Known> of(PortalId portal, ContactId contact) {
        return contacts.find(portal, contact)
                .zipWith(lists.ofPortal(portal))
                .map(it ->
                        new Known(
                                it.getT1().properties(),
                                it.getT2().stream()
                                        .filter(list -> it.getT1().lists().contains(list.id()))
                                        .map(ContactList::name)
                                        .collect(Collectors.toUnmodifiableSet())));
    }
}
