package parley.gateway.report.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import parley.gateway.availability.TypicalReply.Reply;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// How long first answers took, for the typical reply time.
public interface FirstReplies {
    /// Those to conversations that began since then, by inbox; the newest 5,000.
    Mono<Map<InboxId, List<Reply>>> since(PortalId portal, Instant since);
}
