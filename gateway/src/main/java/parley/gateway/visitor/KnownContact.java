package parley.gateway.visitor;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.ContactId;

/// What a connection remembers of its visitor's contact, for as long as it lives.
///
/// @param lists names of the lists the contact is in
public record KnownContact(
        ContactId id,
        @Nullable String email,
        String name,
        @Nullable AgentId owner,
        Map<String, String> properties,
        Set<String> lists) {
    /// Copies the collections.
    public KnownContact {
        properties = Map.copyOf(properties);
        lists = Set.copyOf(lists);
    }
}
