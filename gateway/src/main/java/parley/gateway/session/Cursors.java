package parley.gateway.session;

import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;

/// How far a visitor has read one conversation, on the way to the store: one write at a time, and
/// only the latest waits (`CONFLATE`). Confined to the connection's event loop.
final class Cursors {
    private final VisitorSession session;
    private final ConversationId conversation;
    private final String participant;
    private long delivered;
    private long read;
    private boolean writing;
    private boolean moved;

    Cursors(VisitorSession session, ConversationId conversation, String participant) {
        this.session = session;
        this.conversation = conversation;
        this.participant = participant;
    }

    void move(long newDelivered, long newRead) {
        moved |= newDelivered > delivered || newRead > read;
        delivered = Math.max(delivered, newDelivered);
        read = Math.max(read, newRead);
        writeIfMoved();
    }

    private void writeIfMoved() {
        if (writing || !moved) {
            return;
        }
        writing = true;
        moved = false;
        var _ =
                session.context()
                        .talking()
                        .store()
                        .cursor(
                                session.portal().id(),
                                conversation,
                                Stream.PUBLIC,
                                participant,
                                delivered,
                                read)
                        .subscribe(
                                _ -> {},
                                _ -> session.loop().execute(this::written),
                                () -> session.loop().execute(this::written));
    }

    /// A failed write is not repeated: the next move carries both numbers.
    private void written() {
        writing = false;
        if (session.listening()) {
            writeIfMoved();
        }
    }
}
