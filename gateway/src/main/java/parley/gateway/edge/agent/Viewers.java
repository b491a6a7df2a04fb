package parley.gateway.edge.agent;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.frame.ServerFrame.Colleague;
import parley.protocol.value.ConversationId;

/// Which agents of this node look at which conversation, so that two do not answer at once (H22).
/// Ephemeral. Any thread.
final class Viewers {
    private final Map<ConversationId, Set<Viewer>> viewers = new ConcurrentHashMap<>();

    /// Somebody who looks. Called on any thread: hops and returns.
    interface Viewer {
        /// Who it is.
        Colleague colleague();

        /// A colleague looks too.
        void alsoViewed(ConversationId conversation, Colleague by);
    }

    /// Tells everyone who looks of the new one, and the new one of everybody.
    void looks(ConversationId conversation, Viewer viewer) {
        var others = viewers.computeIfAbsent(conversation, _ -> ConcurrentHashMap.newKeySet());
        others.add(viewer);
        var self = viewer.colleague();
        for (var other : others) {
            var colleague = other.colleague();
            if (!colleague.id().equals(self.id())) {
                other.alsoViewed(conversation, self);
                viewer.alsoViewed(conversation, colleague);
            }
        }
    }

    void looksAway(ConversationId conversation, Viewer viewer) {
        viewers.computeIfPresent(
                conversation,
                (_, all) -> {
                    all.remove(viewer);
                    return all.isEmpty() ? null : all;
                });
    }
}
