package parley.loadtest.crowd;

import java.util.random.RandomGenerator;

/// How often one sender writes: independently of everything, on average every so often.
///
/// @param meanNanos between two messages of one sender in one conversation
record Pace(long meanNanos) {
    /// Nanoseconds until the next message.
    long next(RandomGenerator random) {
        return (long) (meanNanos * random.nextExponential());
    }
}
