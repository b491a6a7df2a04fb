package parley.gateway.visitor.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.Standing;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What is durably known of visitors. Nothing is asked for a visitor who only looks: no row is made
/// before somebody answers, writes or is vouched for (MSG-14).
public interface Visitors {
    /// All that is known; [Standing#UNKNOWN] if nothing is.
    Mono<Standing> standing(PortalId portal, VisitorId visitor);

    /// The same of many visitors, asked at once; those of whom nothing is known may be missing.
    default Mono<Map<VisitorId, Standing>> standings(PortalId portal, List<VisitorId> visitors) {
        return Flux.fromIterable(visitors)
                .concatMap(it -> standing(portal, it).map(known -> Map.entry(it, known)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// Somebody is vouched for by the customer's server.
    ///
    /// @param browser whom the browser was so far; its conversations come along
    Mono<Identified> identify(PortalId portal, VisitorId browser, Identity identity);

    /// An answer to a consent.
    Mono<List<Told>> consent(PortalId portal, VisitorId visitor, Answered answered);

    /// An address that the visitor typed. It is never believed (EML-05).
    Mono<List<Told>> email(PortalId portal, VisitorId visitor, EmailAddress email);

    /// The browser forgot who the visitor is. Each open conversation says so to agents alone, once
    /// (NAV-17).
    Mono<List<Told>> forgotten(PortalId portal, VisitorId visitor);

    /// Whether a message of this visitor's is stored already.
    ///
    /// @param conversation null for a send that names none
    Mono<Boolean> sentBefore(
            PortalId portal,
            VisitorId visitor,
            ClientMessageId cmid,
            @Nullable ConversationId conversation);

    /// An entry that was stored, and whom it has to be told to.
    record Told(InboxId inbox, Entry entry) {}

    /// @param visitor who it is from now on: the same on every device of that person
    record Identified(VisitorId visitor, List<Told> told) {
        /// Copies the list.
        public Identified {
            told = List.copyOf(told);
        }
    }

    /// An answer, with the text it was given to, for proof (H12).
    ///
    /// @param kind `cookie`, `process` or `communication`
    /// @param subscription the type that a `communication` enrols in; else null
    /// @param origin of the page
    record Answered(
            String kind,
            String version,
            String text,
            boolean answer,
            @Nullable UUID subscription,
            String origin) {}
}
