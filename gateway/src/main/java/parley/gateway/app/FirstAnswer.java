package parley.gateway.app;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.StoreUnavailable;

/// Waits at the start for a database that is slow to come, as it is when everything starts at once:
/// asks again and says so, and when the time is over gives up with a clear word. What would fail
/// again fails at once. Blocks.
final class FirstAnswer {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);

    /// Of PostgreSQL: it starts, it recovers, it has too many connections.
    private static final Set<String> PASSING = Set.of("57P03", "57P02", "57P01", "53300");

    private final Duration within;
    private final Time time;
    private final Consumer<String> progress;
    private final long began;
    private long toldAt;

    /// How time passes.
    interface Time {
        /// Monotonic.
        long nanos();

        void pass(Duration time) throws InterruptedException;
    }

    /// As it does.
    enum Real implements Time {
        TIME;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pass(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    }

    /// @param within how long it may take in all, from now on
    FirstAnswer(Duration within, Time time, Consumer<String> progress) {
        this.within = within;
        this.time = time;
        this.progress = progress;
        this.began = time.nanos();
        this.toldAt = began - TOLD_EVERY.toNanos();
    }

    /// Asks until there is an answer.
    ///
    /// @throws StartFailure if there is none in time, or there will be none
    <T> T to(Callable<T> question) {
        while (true) {
            try {
                return question.call();
            } catch (StartFailure e) {
                throw e;
            } catch (Exception e) {
                var passing = passing(e);
                if (passing == null) {
                    throw new StartFailure("the database refuses: " + e.getMessage(), e);
                }
                if (left().isNegative()) {
                    throw new StartFailure(
                            "the database did not answer within %d s (database.startWithin): %s"
                                    .formatted(within.toSeconds(), passing.getMessage()),
                            e);
                }
                tell(passing);
                pause(e);
            }
        }
    }

    private void tell(Throwable why) {
        long now = time.nanos();
        if (now - toldAt >= TOLD_EVERY.toNanos()) {
            toldAt = now;
            progress.accept(
                    "the database does not answer yet (%s); trying for %d s more"
                            .formatted(why.getMessage(), left().toSeconds()));
        }
    }

    private Duration left() {
        return within.minusNanos(time.nanos() - began);
    }

    /// What may be over soon; null if nothing of the kind is the reason.
    private static @Nullable Throwable passing(Throwable e) {
        for (var it = e; it != null; it = it.getCause()) {
            if (it instanceof StoreUnavailable
                    || it instanceof IOException
                    || (it instanceof SQLException sql && passing(sql.getSQLState()))) {
                return it;
            }
        }
        return null;
    }

    private static boolean passing(@Nullable String state) {
        return state != null && (state.startsWith("08") || PASSING.contains(state));
    }

    private void pause(Exception why) {
        try {
            time.pass(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while it waited for the database", why);
        }
    }
}
