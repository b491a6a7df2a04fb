package parley.loadtest.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.ClientMessageId;

/// What a peer has to say: numbered messages, one unanswered at a time, each repeated under its own
/// id until it is acknowledged (`protocol/README.md`, "Sending").
final class Sends {
    private final String name;
    private final int total;
    private final Ids ids;
    private int acked;
    private int attempts;
    private int resent;
    private int sent;
    private final Map<ClientMessageId, Long> seqs = new HashMap<>();
    private final Map<Long, String> bodies = new TreeMap<>();
    private @Nullable Message current;

    /// Makes ids for messages.
    interface Ids {
        ClientMessageId next();
    }

    /// One message.
    ///
    /// @param index from 0
    record Message(int index, ClientMessageId cmid, String body) {}

    /// @param name begins every body
    Sends(String name, int total, Ids ids) {
        this.name = name;
        this.total = total;
        this.ids = ids;
        this.current = message(0);
    }

    /// The message to send now, or null when all are acknowledged.
    @Nullable Message current() {
        return current;
    }

    /// The current message goes out.
    ///
    /// @return whether for the first time
    boolean attempt() {
        if (attempts++ == 0) {
            sent++;
            return true;
        }
        resent++;
        return false;
    }

    /// An ack is on its way to this peer, which may still lose it.
    ///
    /// @return what is wrong with it, or null: a message has one seq for ever
    @Nullable String announced(ClientMessageId cmid, long seq) {
        var before = seqs.putIfAbsent(cmid, seq);
        return before == null || before == seq ? null : "acked at " + before + " and at " + seq;
    }

    /// An ack came: of the current message, or again of one before.
    void acked(ClientMessageId cmid, long seq) {
        if (current != null && current.cmid().equals(cmid)) {
            var _ = bodies.put(seq, current.body());
            acked++;
            attempts = 0;
            current = message(current.index() + 1);
        }
    }

    /// What was acknowledged, by seq.
    Map<Long, String> bodies() {
        return bodies;
    }

    boolean done() {
        return current == null;
    }

    /// Messages sent at least once.
    int sent() {
        return sent;
    }

    int acked() {
        return acked;
    }

    /// Attempts beyond the first of each message.
    int resent() {
        return resent;
    }

    private @Nullable Message message(int index) {
        return index == total
                ? null
                : new Message(index, ids.next(), "%s %05d – 👋 äöü".formatted(name, index + 1));
    }
}
