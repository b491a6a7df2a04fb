package parley.gateway.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.knowledge.Article;
import parley.gateway.report.Survey;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.VisitorSettings;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// What is stored of a portal beside chatflows and staff, as far as sessions need it.
///
/// @param settings what it asks of visitors
/// @param keys that its servers vouch for visitors with
/// @param articles how many are published
/// @param subscriptions types that one may still be enrolled in (O12)
/// @param surveys those that are shown in the chat (O15), by id
/// @param replyTimes what was measured, of inboxes that say so (S13)
public record PortalExtras(
        VisitorSettings settings,
        List<IdentityKey> keys,
        int articles,
        Set<UUID> subscriptions,
        Map<UUID, Survey> surveys,
        Map<InboxId, ReplyTime> replyTimes) {
    /// Copies the collections.
    public PortalExtras {
        keys = List.copyOf(keys);
        subscriptions = Set.copyOf(subscriptions);
        surveys = Map.copyOf(surveys);
        replyTimes = Map.copyOf(replyTimes);
    }

    /// A portal that has none of it.
    public static PortalExtras none(PortalId portal) {
        return new PortalExtras(
                VisitorSettings.initial(portal), List.of(), 0, Set.of(), Map.of(), Map.of());
    }

    /// Whether visitors may search (W5).
    boolean searchable() {
        return articles >= Article.FEWEST_TO_SEARCH;
    }
}
