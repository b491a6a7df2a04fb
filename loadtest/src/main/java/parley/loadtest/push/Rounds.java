package parley.loadtest.push;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/// Makes changes one after the other and counts what they bring to a crowd.
final class Rounds {
    private static final Duration BEFORE = Duration.ofSeconds(5);
    private static final Duration PONGS_WITHIN = Duration.ofSeconds(10);
    private static final Duration AFTER = Duration.ofSeconds(4);

    /// Of the pings during a change: fewer would say little.
    private static final Duration AT_LEAST = Duration.ofSeconds(2);

    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    private final Crowd crowd;
    private final Chronicle chronicle;
    private final Consumer<String> progress;
    private final int pings;

    /// @param pings a second
    Rounds(Crowd crowd, Chronicle chronicle, int pings, Consumer<String> progress) {
        this.pings = pings;
        this.crowd = crowd;
        this.chronicle = chronicle;
        this.progress = progress;
    }

    /// Something that changes who is there.
    ///
    /// @param available whether the team is there afterwards
    /// @param within how long pushes may take from when they are due: bound and jitter
    /// @param patience how long to wait for the last of them
    /// @param mustEnd whose connections it ends
    record Change(
            String name,
            boolean available,
            Duration within,
            Duration patience,
            Predicate<Place> mustEnd,
            Act act) {}

    /// Does it.
    interface Act {
        /// @return from when on pushes are due, on the chronicle's clock
        long make() throws Exception;
    }

    Round make(Change change) throws Exception {
        crowd.run(() -> crowd.ping(pings));
        long before = chronicle.micros();
        Thread.sleep(BEFORE);
        crowd.run(() -> crowd.widgets().forEach(Widget::countAnew));
        long at = chronicle.micros();
        progress.accept(change.name());
        long due = change.act().make();
        awaitPushes(change);
        Thread.sleep(AFTER);
        awaitPongs();
        return crowd.on(() -> counted(change, before, at, due));
    }

    private void awaitPongs() throws Exception {
        crowd.run(() -> crowd.ping(0));
        long deadline = System.nanoTime() + PONGS_WITHIN.toNanos();
        while (System.nanoTime() < deadline
                && crowd.on(
                        () -> crowd.widgets().stream().anyMatch(it -> it.heard().unanswered > 0))) {
            Thread.sleep(20);
        }
    }

    private void awaitPushes(Change change) throws Exception {
        long deadline = System.nanoTime() + change.patience().toNanos();
        long tell = System.nanoTime() + TELL_EVERY.toNanos();
        while (System.nanoTime() < deadline && owed() > 0) {
            if (System.nanoTime() > tell) {
                tell += TELL_EVERY.toNanos();
                progress.accept(
                        "  %,d pushes to come, %,d LIVE"
                                .formatted(owed(), crowd.on(crowd::liveCount)));
            }
            Thread.sleep(20);
        }
    }

    private long owed() throws InterruptedException, ExecutionException, TimeoutException {
        return crowd.on(() ->
                crowd.widgets().stream()
                        .filter(it -> it.place().concerned() && it.heard().pushes == 0)
                        .count());
    }

    private Round counted(Change change, long before, long at, long due) {
        var push = Chronicle.histogram();
        var back = Chronicle.histogram();
        int[] concerned = new int[3];
        int wrong = 0;
        int others = 0;
        int strays = 0;
        int unanswered = 0;
        int cut = 0;
        int toCut = 0;
        long last = due;
        for (var widget : crowd.widgets()) {
            var heard = widget.heard();
            strays += heard.strays;
            unanswered += heard.unanswered;
            toCut += change.mustEnd().test(widget.place()) ? 1 : 0;
            if (heard.cut) {
                cut++;
                record(back, heard.backMicros, at);
            }
            if (!widget.place().concerned()) {
                others++;
                strays += heard.pushes;
                continue;
            }
            concerned[Math.min(heard.pushes, 2)]++;
            wrong += heard.pushes > 0 && widget.available() != change.available() ? 1 : 0;
            record(push, heard.lastPushMicros, due);
            last = Math.max(last, heard.lastPushMicros);
        }
        return new Round(
                change.name(),
                at,
                due,
                last,
                change.within(),
                new Round.Counts(
                        concerned[1],
                        concerned[0],
                        concerned[2],
                        wrong,
                        others,
                        strays,
                        unanswered,
                        cut,
                        toCut,
                        (int) back.getTotalCount()),
                new Round.Times(
                        push,
                        back,
                        chronicle.roundTrips(before, at),
                        chronicle.roundTrips(at, Math.max(last, at + AT_LEAST.toNanos() / 1_000))));
    }

    private static void record(Histogram micros, long at, long since) {
        if (at > 0) {
            micros.recordValue(Math.max(0, at - since));
        }
    }

    /// Waits until everybody is LIVE and was told that the team is there.
    void awaitEverybody(Duration within) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        long missing = missing();
        while (missing > 0) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "%,d widgets are not LIVE after %s, or not told that somebody is there: %s"
                                .formatted(
                                        missing,
                                        within,
                                        crowd.on(() -> crowd.problems().toString())));
            }
            Thread.sleep(100);
            missing = missing();
        }
    }

    private long missing() throws InterruptedException, ExecutionException, TimeoutException {
        return crowd.on(
                () -> crowd.widgets().stream().filter(it -> !it.live() || !it.available()).count());
    }
}
