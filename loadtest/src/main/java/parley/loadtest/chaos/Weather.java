package parley.loadtest.chaos;

import java.time.Duration;

/// What one direction of a link does to bytes. Immutable; a proxy swaps it while it runs, and bytes
/// already read keep the weather they were read in.
///
/// @param delay added to every piece
/// @param jitter up to this much more, drawn per piece; order is kept
/// @param bytesPerSecond bandwidth, 0 for no limit
/// @param pieceBytes longest piece written at once, so that frames arrive in slices
/// @param blackHole whether bytes are read and thrown away: the link looks alive and is not
/// @param hold whether bytes are kept back; releasing them lets all go in one burst
public record Weather(
        Duration delay,
        Duration jitter,
        long bytesPerSecond,
        int pieceBytes,
        boolean blackHole,
        boolean hold) {
    private static final int WHOLE_BUFFER = 16 * 1024;

    /// Nothing is done to anything.
    public static final Weather CLEAR =
            new Weather(Duration.ZERO, Duration.ZERO, 0, WHOLE_BUFFER, false, false);

    /// A mobile network's latency, one way; its loss no proxy on TCP can inject.
    public static final Weather MOBILE =
            CLEAR.delayed(Duration.ofMillis(150), Duration.ofMillis(30));

    /// @throws IllegalArgumentException if a figure is negative or a piece is empty
    public Weather {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException(
                    "delay, jitter: " + delay + ", " + jitter + " (expected: >= 0)");
        }
        if (bytesPerSecond < 0 || pieceBytes < 1 || pieceBytes > WHOLE_BUFFER) {
            throw new IllegalArgumentException(
                    "bytesPerSecond, pieceBytes: %d, %d (expected: >= 0, 1..%d)"
                            .formatted(bytesPerSecond, pieceBytes, WHOLE_BUFFER));
        }
    }

    /// This weather, slower by `delay` to `delay + jitter`.
    public Weather delayed(Duration delay, Duration jitter) {
        return new Weather(delay, jitter, bytesPerSecond, pieceBytes, blackHole, hold);
    }

    /// This weather at a bandwidth.
    public Weather limited(long bytesPerSecond) {
        return new Weather(delay, jitter, bytesPerSecond, pieceBytes, blackHole, hold);
    }

    /// This weather in slices.
    public Weather sliced(int pieceBytes) {
        return new Weather(delay, jitter, bytesPerSecond, pieceBytes, blackHole, hold);
    }

    /// This weather, swallowing everything.
    public Weather swallowing() {
        return new Weather(delay, jitter, bytesPerSecond, pieceBytes, true, hold);
    }

    /// This weather, keeping everything back.
    public Weather holding() {
        return new Weather(delay, jitter, bytesPerSecond, pieceBytes, blackHole, true);
    }
}
