package parley.gateway.conversation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// What every feed of a node shares.
///
/// @param errands runs the reads
/// @param timer the clock of every delay; tests move it
record FeedSetting(ConversationStore store, Errands errands, Scheduler timer, FeedMeters meters) {
    /// Entries a read, at most.
    static final int PAGE = 200;

    private static final int LONGEST_SHIFT = 5;
    private static final long FIRST_PAUSE_MS = 150;

    /// Reads a page and hands it over; what fails is read again after a pause, for as long as
    /// anybody cares.
    void read(Range range, int attempt, Consumer<List<Entry>> page) {
        Mono<Void> errand =
                Mono.defer(() ->
                        range.wanted().getAsBoolean()
                                ? store.read(
                                                range.portal(),
                                                range.conversation(),
                                                range.stream(),
                                                range.after(),
                                                PAGE)
                                        .doOnNext(page)
                                        .doOnError(_ -> later(range, attempt, page))
                                        .then()
                                : Mono.empty());
        if (!errands.run(errand)) {
            later(range, attempt, page);
        }
    }

    private void later(Range range, int attempt, Consumer<List<Entry>> page) {
        long pause = FIRST_PAUSE_MS << Math.min(attempt, LONGEST_SHIFT);
        after(Duration.ofMillis(pause + jitter(pause)), () -> read(range, attempt + 1, page));
    }

    /// Runs it later, on a thread of the timer.
    void after(Duration pause, Runnable work) {
        var _ = timer.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Monotonic nanoseconds, of no origin.
    long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /// Somewhere in `0..bound`: the clock's low digits are as good as dice, and nodes do not share
    /// them.
    long jitter(long bound) {
        return Math.floorMod(now() / 1_000, bound + 1);
    }

    /// What to read.
    ///
    /// @param wanted whether anybody still cares
    record Range(
            PortalId portal,
            ConversationId conversation,
            Stream stream,
            long after,
            BooleanSupplier wanted) {}
}
