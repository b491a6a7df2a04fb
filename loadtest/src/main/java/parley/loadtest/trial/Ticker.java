package parley.loadtest.trial;

import java.time.Duration;
import java.util.function.Consumer;
import parley.loadtest.crowd.Crowd;

/// Says every 10 s how it goes.
final class Ticker implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Thread thread;

    private Ticker(Thread thread) {
        this.thread = thread;
    }

    static Ticker start(Crowd crowd, Consumer<String> progress) {
        return new Ticker(Thread.ofVirtual().name("ticker").start(() -> tick(crowd, progress)));
    }

    private static void tick(Crowd crowd, Consumer<String> progress) {
        try {
            long before = crowd.tally().acks();
            while (true) {
                Thread.sleep(INTERVAL);
                long now = crowd.tally().acks();
                progress.accept(
                        "  %,d acked (%d/s), %d of %d LIVE, %d unsettled, %,d reconnects, %,d nacks"
                                .formatted(
                                        now,
                                        (now - before) / INTERVAL.toSeconds(),
                                        crowd.tally().live(),
                                        crowd.size(),
                                        crowd.tally().behind(),
                                        crowd.tally().returns(),
                                        crowd.tally().refusals()));
                before = now;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
