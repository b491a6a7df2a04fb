package parley.gateway.visitor;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is durably known of a visitor: who it is, and what it agreed to.
///
/// @param contact that the browser is bound to; null for an unknown visitor
/// @param verified whether the customer's own server vouched for it
/// @param claimedEmail an address the visitor typed; it proves nothing (EML-05)
/// @param agreed version of the text that the visitor agreed to be processed under; null for none,
///   or if the last answer was no
/// @param subscriptions subscription types the visitor is in, or will be with an address
public record Standing(
        @Nullable KnownContact contact,
        boolean verified,
        @Nullable String claimedEmail,
        @Nullable String agreed,
        Set<UUID> subscriptions) {
    /// A visitor of whom nothing is known.
    public static final Standing UNKNOWN = new Standing(null, false, null, null, Set.of());

    /// Copies the set.
    public Standing {
        subscriptions = Set.copyOf(subscriptions);
    }

    /// Whether there is an address to write to, proven or not.
    public boolean hasEmail() {
        return claimedEmail != null || (contact != null && contact.email() != null);
    }

    /// The same after agreeing to a text, or refusing it.
    public Standing agreeing(@Nullable String version) {
        return new Standing(contact, verified, claimedEmail, version, subscriptions);
    }

    /// The same after typing an address.
    public Standing claiming(String email) {
        return new Standing(contact, verified, email, agreed, subscriptions);
    }

    /// The same in one more subscription type.
    public Standing subscribing(UUID type) {
        var more = new HashSet<>(subscriptions);
        more.add(type);
        return new Standing(contact, verified, claimedEmail, agreed, more);
    }
}
