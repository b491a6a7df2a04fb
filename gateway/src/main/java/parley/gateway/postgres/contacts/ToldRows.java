package parley.gateway.postgres.contacts;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import parley.gateway.postgres.Rows;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.Stream;

/// Rows of type `told`: an entry that was just stored, and its inbox.
public final class ToldRows {
    private ToldRows() {}

    /// The entry, of the public stream.
    public static Entry entry(Readable row) {
        return entry(row, Stream.PUBLIC);
    }

    static Entry entry(Readable row, Stream stream) {
        return new Entry(
                new ConversationId(Rows.required(row, "conversation", UUID.class)),
                stream,
                Rows.required(row, "seq", Long.class),
                Rows.required(row, "id", UUID.class),
                EntryKind.ofWireName(Rows.required(row, "kind", String.class)),
                Rows.actor(row),
                null,
                "",
                Rows.facts(Rows.required(row, "data", String.class)),
                Rows.required(row, "at", Instant.class));
    }

    /// Where its conversation is.
    public static InboxId inbox(Readable row) {
        return new InboxId(Rows.required(row, "inbox", UUID.class));
    }
}
