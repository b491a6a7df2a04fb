package parley.loadtest.crowd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import parley.loadtest.history.Happening;

/// What all clients together did so far; for progress, never for judgement.
public final class Tally {
    private final LongAdder acks = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final LongAdder returns = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger behind = new AtomicInteger();

    void count(Happening happening) {
        switch (happening) {
            case Happening.Lost _ -> losses.increment();
            case Happening.Reset _ -> resets.increment();
            case Happening.Observe _ -> held.increment();
            case Happening.Invoke _, Happening.Ack _, Happening.Nack _, Happening.Live _ -> {}
        }
    }

    void acked() {
        acks.increment();
    }

    void refused() {
        refusals.increment();
    }

    /// A handshake was answered with 5xx.
    void unavailable() {
        unavailable.increment();
    }

    void returned() {
        returns.increment();
    }

    void live(boolean now) {
        live.addAndGet(now ? 1 : -1);
    }

    /// A lane has something unsettled, or no longer: a send without an ack, a hole.
    void behind(boolean now) {
        behind.addAndGet(now ? 1 : -1);
    }

    public long acks() {
        return acks.sum();
    }

    public long refusals() {
        return refusals.sum();
    }

    public long losses() {
        return losses.sum();
    }

    /// Handshakes that were answered with 5xx.
    public long unavailableAnswers() {
        return unavailable.sum();
    }

    public long returns() {
        return returns.sum();
    }

    /// A reset took entries back.
    void forgotten(long entries) {
        held.add(-entries);
    }

    /// Entries that are shown now, summed over all clients.
    public long held() {
        return held.sum();
    }

    public long resets() {
        return resets.sum();
    }

    /// Clients that are LIVE now.
    public int live() {
        return live.get();
    }

    /// Lanes with something unsettled now.
    public int behind() {
        return behind.get();
    }
}
