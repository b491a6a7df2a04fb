package parley.loadtest.crowd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;

/// One conversation at one client: what it holds, and what it has to say (`protocol/README.md`,
/// "Sending" and "Holding"). Confined to the client's thread.
final class Lane {
    /// What a person may have typed without an answer; then they wait.
    private static final int MOST_UNSENT = 3;

    private final Deque<Message> outbox = new ArrayDeque<>();
    private final TreeMap<Long, ServerFrame.Logged> aside = new TreeMap<>();
    private long[] hashes = new long[64];
    private long have;
    private long head;
    private long holeSince;
    private @Nullable ConversationId conversation;
    private boolean inFlight;
    private long notBefore;
    private long typeAt = Long.MAX_VALUE;

    /// One message with its attempts.
    static final class Message {
        final ClientMessageId cmid;
        final String body;
        final long hash;
        long firstAt;
        long lastAt;
        int attempts;

        Message(ClientMessageId cmid, String body, long hash) {
            this.cmid = cmid;
            this.body = body;
            this.hash = hash;
        }
    }

    @Nullable ConversationId conversation() {
        return conversation;
    }

    void is(ConversationId id) {
        conversation = id;
    }

    // ---- holding

    long have() {
        return have;
    }

    /// The stream goes at least this far.
    void knows(long seq, long now) {
        head = Math.max(head, seq);
        holeSince = head > have && holeSince == 0 ? now : head > have ? holeSince : 0;
    }

    /// Takes an entry.
    ///
    /// @return what the application gets to see now, in order; also an entry that changed, which it
    ///   never may
    List<ServerFrame.Logged> take(ServerFrame.Logged entry, long now) {
        if (entry.seq() <= have) {
            return hashes[(int) entry.seq()] == hash(entry) ? List.of() : List.of(entry);
        }
        var _ = aside.put(entry.seq(), entry);
        var shown = new ArrayList<ServerFrame.Logged>(1);
        while (!aside.isEmpty() && aside.firstKey() == have + 1) {
            shown.add(hold(aside.pollFirstEntry().getValue()));
        }
        if (!shown.isEmpty()) {
            holeSince = 0;
        }
        knows(entry.seq(), now);
        return shown;
    }

    private ServerFrame.Logged hold(ServerFrame.Logged entry) {
        have++;
        if (have >= hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        hashes[(int) have] = hash(entry);
        return entry;
    }

    /// Forgets what is above.
    void reset(long from) {
        have = Math.min(have, from);
        head = from;
        holeSince = 0;
        aside.clear();
    }

    /// Since when something is known to be missing; 0: nothing is.
    long holeSince() {
        return holeSince;
    }

    /// The hole was asked for.
    void asked(long now) {
        holeSince = now;
    }

    static long hash(ServerFrame.Logged entry) {
        return Texts.hash(entry.kind().wireName(), entry.actor().kind().wireName(), entry.body());
    }

    // ---- sending

    long typeAt() {
        return typeAt;
    }

    void typesAt(long at) {
        typeAt = at;
    }

    /// Something was typed; false if the person would rather wait.
    boolean offer(Message message) {
        return outbox.size() < MOST_UNSENT && outbox.offer(message);
    }

    boolean full() {
        return outbox.size() >= MOST_UNSENT;
    }

    /// What may be sent now, or null.
    @Nullable Message sendable(long now) {
        return inFlight || now < notBefore ? null : outbox.peek();
    }

    void sent(Message message, long now) {
        inFlight = true;
        message.attempts++;
        message.lastAt = now;
        if (message.attempts == 1) {
            message.firstAt = now;
        }
    }

    /// Nobody will answer what is under way: the connection is gone, or too much time.
    void forgetFlight() {
        inFlight = false;
    }

    boolean inFlight() {
        return inFlight;
    }

    @Nullable Message current() {
        return outbox.peek();
    }

    /// The answer came.
    ///
    /// @return the message it settles; null if it is of one before
    @Nullable Message settle(ClientMessageId cmid) {
        var first = outbox.peek();
        if (first == null || !first.cmid.equals(cmid)) {
            return null;
        }
        inFlight = false;
        return outbox.poll();
    }

    /// Not stored as far as known: again, later.
    void postpone(ClientMessageId cmid, long until) {
        var first = outbox.peek();
        if (first != null && first.cmid.equals(cmid)) {
            inFlight = false;
            notBefore = until;
        }
    }

    long notBefore() {
        return notBefore;
    }

    boolean unsettled() {
        return !outbox.isEmpty() || holeSince != 0;
    }
}
