package parley.gateway.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/// Hands lines to a thread of its own that writes them: nobody who logs waits for whoever reads the
/// log. Bounded: the newest line goes when it is full, and is counted.
final class BoundedLog extends AsyncAppender {
    static final int LINES = 4_096;

    /// Room for those who find room at the same time, so that none is lost uncounted.
    private static final int RESERVE = 64;

    private final LongAdder leftOut = new LongAdder();
    private final LogStream out;

    /// @param out written to by its thread alone
    BoundedLog(OutputStream out) {
        this.out = new LogStream(out);
        setQueueSize(LINES + RESERVE);
        setDiscardingThreshold(0);
        setNeverBlock(true);
    }

    /// Starts it with its thread.
    void start(Encoder<ILoggingEvent> encoder) {
        var writer = new OutputStreamAppender<ILoggingEvent>();
        writer.setContext(getContext());
        writer.setEncoder(encoder);
        writer.setOutputStream(out);
        writer.start();
        addAppender(writer);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() <= RESERVE) {
            leftOut.increment();
        } else {
            super.append(event);
        }
    }

    /// Lines that found it full.
    long leftOut() {
        return leftOut.sum();
    }

    /// Lines that could not be written.
    long unwritten() {
        return out.lost();
    }
}
