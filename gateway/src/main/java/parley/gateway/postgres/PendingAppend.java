package parley.gateway.postgres;

import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// An append on its way, and whoever waits for its answer. Its count is confined to the shard.
final class PendingAppend {
    private final Append append;
    private final long deadlineNanos;
    private final Sinks.One<Posted> answer = Sinks.one();
    private int busy;

    /// @param deadlineNanos when its sender has been told that the outcome is unknown
    PendingAppend(Append append, long deadlineNanos) {
        this.append = append;
        this.deadlineNanos = deadlineNanos;
    }

    Append append() {
        return append;
    }

    /// Emits the answer; waiting for it is independent of the call.
    Mono<Posted> answer() {
        return answer.asMono();
    }

    /// Later answers are dropped: the first counts.
    void answer(Posted posted) {
        var _ = answer.tryEmitValue(posted);
    }

    /// Whether its sender has been told already.
    boolean late(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /// Its conversation was locked by another writer once more.
    ///
    /// @return how often that was
    int foundBusy() {
        return ++busy;
    }
}
