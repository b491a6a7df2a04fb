package parley.gateway.postgres.admin;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import parley.protocol.value.Actor;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.Stream;

/// What the gateway itself said in conversations, read.
final class FactRows {
    private FactRows() {}

    /// Columns `conversation seq id kind data at`, of an entry whose actor is the gateway.
    static Entry entry(Readable row) {
        return new Entry(
                new ConversationId(Sql.get(row, "conversation", UUID.class)),
                Stream.PUBLIC,
                Sql.get(row, "seq", Long.class),
                Sql.get(row, "id", UUID.class),
                EntryKind.ofWireName(Sql.get(row, "kind", String.class)),
                new Actor.Gateway(),
                null,
                "",
                facts(Sql.get(row, "data", String.class)),
                Sql.get(row, "at", Instant.class));
    }

    private static Map<String, String> facts(String json) {
        var facts = new HashMap<String, String>();
        StoredJson.parse(json).forEachEntry((name, value) -> facts.put(name, value.stringValue()));
        return facts;
    }
}
