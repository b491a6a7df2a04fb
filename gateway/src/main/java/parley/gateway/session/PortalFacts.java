package parley.gateway.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import parley.gateway.access.Portal;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.protocol.value.InboxId;

/// What is stored of one portal.
///
/// @param chatflows drafts too: a conversation outlives its chatflow's publication
/// @param extras what there is beside
public record PortalFacts(
        Portal portal,
        List<Chatflow> chatflows,
        Map<InboxId, Inbox> inboxes,
        Staff staff,
        PortalExtras extras) {
    /// A portal that has nothing beside these.
    public PortalFacts(
            Portal portal, List<Chatflow> chatflows, Map<InboxId, Inbox> inboxes, Staff staff) {
        this(portal, chatflows, inboxes, staff, PortalExtras.none(portal.id()));
    }

    /// Copies the collections. Where the plan has no limits, nobody has one (CAP-19).
    public PortalFacts {
        staff = portal.limits() ? staff : staff.withoutLimits();
        chatflows = List.copyOf(chatflows);
        inboxes = Map.copyOf(inboxes);
    }

    /// Who gets the conversations of a chatflow.
    public static AssignmentRule rule(Chatflow chatflow) {
        var routing = chatflow.definition().build().routing();
        return new AssignmentRule(
                routing.autoAssign(),
                Set.copyOf(routing.assignees().users()),
                Set.copyOf(routing.assignees().teams()),
                routing.contactOwner());
    }
}
