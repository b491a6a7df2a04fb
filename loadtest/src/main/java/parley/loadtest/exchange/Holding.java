package parley.loadtest.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a peer holds of one stream: contiguous entries from 1, those kept aside behind a hole, and
/// how far the stream is known to go. The rules are those of `protocol/README.md`, "Holding".
final class Holding {
    private final List<Held> entries = new ArrayList<>();
    private final TreeMap<Long, Held> aside = new TreeMap<>();
    private long head;
    private int messages;

    /// One entry as it is compared with the others' and the table's.
    ///
    /// @param sender the actor's kind
    record Held(long seq, String kind, String sender, String body) {
        /// The line that is hashed; the table's rows are brought into the same form.
        String line() {
            return seq + "\t" + kind + "\t" + sender + "\t" + body + "\n";
        }
    }

    /// Takes an entry.
    ///
    /// @return what is wrong with it, or null: a seq never changes what it says
    @Nullable String take(Held entry) {
        knows(entry.seq());
        if (entry.seq() <= have()) {
            var before = entries.get((int) entry.seq() - 1);
            return before.equals(entry) ? null : "seq " + entry.seq() + " changed: " + before;
        }
        var before = aside.put(entry.seq(), entry);
        while (!aside.isEmpty() && aside.firstKey() == have() + 1) {
            append(aside.pollFirstEntry().getValue());
        }
        return before == null || before.equals(entry) ? null : "seq " + entry.seq() + " changed";
    }

    private void append(Held entry) {
        entries.add(entry);
        if (entry.kind().equals("message")) {
            messages++;
        }
    }

    /// The stream goes at least as far as this: an ack, a `live` or a pong said so. Does not
    /// advance [#have].
    void knows(long seq) {
        head = Math.max(head, seq);
    }

    /// Highest contiguous seq.
    long have() {
        return entries.size();
    }

    /// Messages among the contiguous entries.
    int messages() {
        return messages;
    }

    /// Whether something is known to be missing.
    boolean incomplete() {
        return head > have();
    }

    /// The contiguous entries.
    List<Held> entries() {
        return List.copyOf(entries);
    }
}
