package parley.gateway.visitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;

/// A visitor whose identity is known: a CRM record.
///
/// @param email null for one that was made without
/// @param name how agents call the contact; may be empty
/// @param owner the agent who looks after the contact; null for none
/// @param properties by name, as in `plan` or `lifecyclestage`
/// @param lists ids of the lists it is in; not changed by saving the contact
/// @param version counts the saves, from 1; 0 before it is stored
public record Contact(
        PortalId portal,
        ContactId id,
        @Nullable EmailAddress email,
        String name,
        @Nullable AgentId owner,
        Map<String, String> properties,
        List<UUID> lists,
        Instant createdAt,
        long version) {
    /// Most properties of one contact.
    public static final int MAX_PROPERTIES = 100;

    /// Longest name of a property, in characters.
    public static final int MAX_PROPERTY_NAME = 64;

    /// Longest value of a property, in characters.
    public static final int MAX_PROPERTY_VALUE = 1_000;

    /// Longest name, in characters.
    public static final int MAX_NAME = 200;

    /// Copies the collections.
    public Contact {
        properties = Map.copyOf(properties);
        lists = List.copyOf(lists);
    }
}
