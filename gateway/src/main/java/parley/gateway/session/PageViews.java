package parley.gateway.session;

import java.util.List;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.session.LivePages.Counted;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// The page views that are connected right now, wherever they are.
@FunctionalInterface
public interface PageViews {
    /// How many would see a chatflow if it were published.
    ///
    /// @param draft takes the place of the chatflow with its id, or is one more
    /// @return empty if nobody who answered serves the portal
    Mono<Seen> everywhere(PortalId portal, Chatflow draft);

    /// What those who answered counted together.
    ///
    /// @param nodes who answered, in order of their names
    /// @param known how many nodes are known to live, the asked one included; more than answered
    ///   means that the figures are too small
    record Seen(Counted counted, List<String> nodes, int known) {
        /// Copies the list.
        public Seen {
            nodes = List.copyOf(nodes);
        }
    }
}
