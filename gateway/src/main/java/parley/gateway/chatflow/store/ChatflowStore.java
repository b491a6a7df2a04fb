package parley.gateway.chatflow.store;

import java.util.List;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Stored chatflows. Every method names the portal; what belongs to another portal is not found.
/// Results arrive on threads of the store. Each change is one transaction and rings the portal's
/// doorbell after its commit.
public interface ChatflowStore {
    /// All chatflows of the portal, drafts too, in the order of [Chatflow#PRIORITY].
    Mono<List<Chatflow>> list(PortalId portal);

    /// A chatflow by id; empty if the portal has none.
    Mono<Chatflow> find(PortalId portal, ChatflowId id);

    /// Creates a draft at the bottom of the order (W7, PRI-09).
    ///
    /// @return [ChatflowChange.Saved] or [ChatflowChange.UnknownInbox]
    Mono<ChatflowChange> create(NewChatflow chatflow);

    /// Replaces what an admin edits, if the stored version is the expected one (B11). The kind
    /// stays what it was.
    Mono<ChatflowChange> update(ChatflowEdit edit);

    /// Publishes or unpublishes (P2); publishing a published one saves nothing. The caller has made
    /// sure that nothing speaks against it.
    Mono<ChatflowChange> publish(
            PortalId portal, ChatflowId id, long expectedVersion, boolean published);

    /// Gives all chatflows of the portal the positions 1, 2, 3, … in this order (P5).
    Mono<Reordered> reorder(PortalId portal, List<ChatflowId> order);

    /// Deletes. Conversations that it started keep its id.
    ///
    /// @return [ChatflowChange.Saved] with what was deleted, or why it was not
    Mono<ChatflowChange> delete(PortalId portal, ChatflowId id, long expectedVersion);

    /// @param name see [Chatflow#name]
    record NewChatflow(
            ChatflowId id, PortalId portal, InboxId inbox, String name, Definition definition) {}

    /// @param expectedVersion the version the editor started from
    record ChatflowEdit(
            PortalId portal,
            ChatflowId id,
            long expectedVersion,
            InboxId inbox,
            String name,
            Definition definition) {}
}
