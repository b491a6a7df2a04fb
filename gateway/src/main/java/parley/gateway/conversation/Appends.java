package parley.gateway.conversation;

import reactor.core.publisher.Mono;

/// Where messages are appended (contract §3). Results arrive on threads of the store.
public interface Appends {
    /// Appends in the order of the calls, per conversation. Answers within the waiter's deadline,
    /// with [Posted.Unknown] at the latest; never fails for what the database does. A message into
    /// a closed conversation is [Posted.Closed]; a comment is stored there as anywhere.
    Mono<Posted> append(Append append);
}
