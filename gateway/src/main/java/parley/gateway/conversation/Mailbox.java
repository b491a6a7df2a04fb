package parley.gateway.conversation;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.concurrent.Queues;

/// Runs what it is told one at a time, in order, on the thread of whoever tells it first. State
/// that is touched from inside alone needs no lock.
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Queue<Runnable> queue = Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger waiting = new AtomicInteger();

    /// From any thread; never blocks.
    void tell(Runnable letter) {
        queue.offer(letter);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        do {
            var next = queue.poll();
            if (next != null) {
                run(next);
            }
        } while (waiting.decrementAndGet() != 0);
    }

    /// How many wait or run.
    int size() {
        return waiting.get();
    }

    private static void run(Runnable letter) {
        try {
            letter.run();
        } catch (RuntimeException e) {
            LOG.error("a feed's step failed", e);
        }
    }
}
