package parley.gateway.fanout;

import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// Whom an event concerns. Its [#channel()] is the Redis channel, and the only place where channel
/// names are made (contract §4).
public sealed interface Topic {
    /// Number of fixed partitions; one hash tag each.
    int PARTITIONS = 256;

    /// Everyone in one conversation.
    record OfConversation(ConversationId id) implements Topic {}

    /// Every agent who watches one inbox.
    record OfInbox(InboxId id) implements Topic {}

    /// Every node that serves one portal.
    record OfPortal(PortalId id) implements Topic {}

    /// `c:{hh}:<id>`, `i:{hh}:<id>` or `p:{hh}:<id>`; `{hh}` is the partition in two hex digits and
    /// the hash tag of Redis Cluster, braces included.
    default String channel() {
        return switch (this) {
            case OfConversation(var id) -> channel('c', id.value().hashCode(), id.toString());
            case OfInbox(var id) -> channel('i', id.value().hashCode(), id.toString());
            case OfPortal(var id) -> channel('p', id.value().hashCode(), id.toString());
        };
    }

    private static String channel(char kind, int hash, String id) {
        return "%c:{%02x}:%s".formatted(kind, Math.floorMod(hash, PARTITIONS), id);
    }
}
