package parley.gateway.app;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/// The log's way to a stream that may be full: a line that cannot be written is counted and gone,
/// and the next one is tried again. For one thread; the count is for any.
final class LogStream extends OutputStream {
    private final OutputStream out;
    private final LongAdder lost = new LongAdder();
    private boolean broken;

    LogStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] line, int from, int length) {
        try {
            if (broken) {
                out.write('\n'); // ends what may have been written of the one before
            }
            out.write(line, from, length);
            broken = false;
        } catch (IOException _) {
            lost.increment();
            broken = true;
        }
    }

    /// Lines that could not be written.
    long lost() {
        return lost.sum();
    }
}
