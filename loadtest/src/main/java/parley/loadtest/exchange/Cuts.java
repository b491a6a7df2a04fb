package parley.loadtest.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Which sends are cut, and how. Planned before the first message, so that a run with the same seed
/// cuts the same sends.
final class Cuts {
    private final Map<Integer, Cut> planned = new HashMap<>();
    private int made;

    /// A way to lose a connection while a message is under way.
    enum Kind {
        /// Some bytes of the frame, then RST: it cannot have been stored.
        IN_THE_FRAME,
        /// The whole frame, then RST at once: anybody's guess.
        RIGHT_AFTER,
        /// The whole frame, then RST a moment later: stored or about to be, the ack on its way.
        A_MOMENT_AFTER,
        /// The ack is there, and RST before it is looked at: stored, and the sender does not know.
        BEFORE_READING_THE_ACK
    }

    /// @param fraction of the frame or of the moment, 0 to 1
    record Cut(Kind kind, double fraction) {}

    /// @param sends how many messages there will be
    /// @param cuts how many of them to cut, at most `sends`
    Cuts(int sends, int cuts, Random random) {
        if (cuts > sends) {
            throw new IllegalArgumentException("cuts: " + cuts + " (expected: <= " + sends + ")");
        }
        var kinds = Kind.values();
        while (planned.size() < cuts) {
            var cut = new Cut(kinds[planned.size() % kinds.length], random.nextDouble());
            planned.putIfAbsent(random.nextInt(sends), cut);
        }
    }

    /// How the first attempt of this message is cut; null: not.
    @Nullable Cut of(int message) {
        return planned.get(message);
    }

    /// One was made.
    void made() {
        made++;
    }

    int count() {
        return made;
    }
}
