package parley.gateway.visitor.store;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.store.Outcome;
import parley.gateway.visitor.Contact;
import parley.gateway.visitor.EmailAddress;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about contacts. What belongs to another portal is not found. Every change is told
/// to the nodes where the contact is on a page now.
public interface ContactStore {
    /// Empty if the portal has none of that id.
    Mono<Contact> find(PortalId portal, ContactId contact);

    /// Newest first.
    Mono<List<Contact>> list(Query query);

    /// Creates it if its version is 0, else replaces exactly that version, its lists apart. An
    /// address that another contact has is refused.
    Mono<Outcome<Contact>> save(Contact contact);

    /// Puts the contact on a list, or takes it off; both harmless if it is so already.
    ///
    /// @return false if the portal has no such contact or list
    Mono<Boolean> onList(PortalId portal, UUID list, ContactId contact, boolean member);

    /// Who the visitor of a conversation is, or claims to be; empty if there is no such
    /// conversation.
    Mono<Correspondent> ofConversation(PortalId portal, ConversationId conversation);

    /// Binds the visitor of a conversation to a contact by an agent's word: to the one that has the
    /// address, or to a new one (H11). Opens no history.
    ///
    /// @return empty if there is no such conversation
    Mono<Correspondent> associate(PortalId portal, ConversationId conversation, EmailAddress email);

    /// Which contacts.
    ///
    /// @param email that one alone; null for any
    /// @param list those on it; null for any
    /// @param before those made before this one, for the next page; null for the first
    /// @param limit 1 to 200
    record Query(
            PortalId portal,
            @Nullable EmailAddress email,
            @Nullable UUID list,
            @Nullable ContactId before,
            int limit) {}

    /// Who the visitor of a conversation is.
    ///
    /// @param contact null if not known
    /// @param verified whether the customer's own server vouched for it
    /// @param claimedEmail what the visitor typed; null if nothing
    record Correspondent(
            @Nullable Contact contact, boolean verified, @Nullable String claimedEmail) {}
}
