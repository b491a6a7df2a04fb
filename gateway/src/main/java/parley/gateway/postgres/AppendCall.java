package parley.gateway.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.EntryKind;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// The calls of `append_batch` and `append_waiting`, and what their rows mean.
final class AppendCall {
    /// One text for every size of batch: it is prepared once.
    private static final String BATCH = select("append_batch");

    private static final String WAITING = select("append_waiting");

    private AppendCall() {}

    private static String select(String function) {
        return "SELECT outcome, seq, id, at, inbox, unassigned, back FROM "
                + function
                + "($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[],"
                + " $7::text[]) ORDER BY ord";
    }

    /// Appends in one call; what is locked is answered "busy". Emits when the call is over, and so
    /// committed.
    static Mono<List<Outcome>> batch(Connection connection, List<Append> items) {
        return Database.rows(connection, BATCH, it -> bind(it, items), AppendCall::outcome);
    }

    /// Appends what stayed locked: waits for the locks.
    static Mono<List<Outcome>> waiting(Database database, List<Append> items) {
        return database.query(WAITING, it -> bind(it, items), AppendCall::outcome);
    }

    private static Statement bind(Statement statement, List<Append> items) {
        return statement
                .bind(0, uuids(items, it -> it.portal().value()))
                .bind(1, uuids(items, it -> it.conversation().value()))
                .bind(2, texts(items, it -> Rows.name(it.stream())))
                .bind(3, texts(items, it -> Rows.kind(it.actor())))
                .bind(4, uuids(items, it -> Rows.id(it.actor())))
                .bind(5, uuids(items, it -> it.cmid().value()))
                .bind(6, texts(items, it -> it.text().value()));
    }

    private static UUID[] uuids(List<Append> items, Function<Append, UUID> part) {
        return items.stream().map(part).toArray(UUID[]::new);
    }

    private static String[] texts(List<Append> items, Function<Append, String> part) {
        return items.stream().map(part).toArray(String[]::new);
    }

    static Outcome outcome(Readable row) {
        return new Outcome(
                Rows.required(row, "outcome", String.class),
                row.get("seq", Long.class),
                row.get("id", UUID.class),
                row.get("at", Instant.class),
                row.get("inbox", UUID.class),
                Boolean.TRUE.equals(row.get("unassigned", Boolean.class)),
                Boolean.TRUE.equals(row.get("back", Boolean.class)));
    }

    /// One row of the answer.
    record Outcome(
            String outcome,
            @Nullable Long seq,
            @Nullable UUID id,
            @Nullable Instant at,
            @Nullable UUID inbox,
            boolean unassigned,
            boolean back) {
        boolean busy() {
            return "busy".equals(outcome);
        }

        /// What to tell the sender.
        Posted posted(Append append) {
            return posted(
                    append.conversation(),
                    append.stream(),
                    append.actor(),
                    append.cmid(),
                    append.text());
        }

        Posted posted(
                ConversationId conversation,
                Stream stream,
                Actor actor,
                ClientMessageId cmid,
                MessageText text) {
            return switch (outcome) {
                case "stored", "duplicate" -> {
                    if (seq == null || id == null || at == null || inbox == null) {
                        throw new IllegalStateException("append: " + this);
                    }
                    var kind = stream == Stream.PUBLIC ? EntryKind.MESSAGE : EntryKind.COMMENT;
                    var entry =
                            new Entry(
                                    conversation,
                                    stream,
                                    seq,
                                    id,
                                    kind,
                                    actor,
                                    cmid,
                                    text.value(),
                                    Map.of(),
                                    at);
                    var where = new InboxId(inbox);
                    yield "stored".equals(outcome)
                            ? new Posted.Stored(entry, where, unassigned, back)
                            : new Posted.Duplicate(entry, where);
                }
                case "cmid_conflict" -> new Posted.CmidConflict();
                case "not_found" -> new Posted.NotFound();
                case "closed" -> new Posted.Closed();
                case "busy" -> new Posted.Unknown("busy");
                default -> throw new IllegalStateException("append: " + this);
            };
        }
    }
}
