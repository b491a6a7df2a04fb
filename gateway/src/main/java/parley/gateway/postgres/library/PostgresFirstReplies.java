package parley.gateway.postgres.library;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import parley.gateway.availability.TypicalReply.Reply;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.Rows;
import parley.gateway.report.store.FirstReplies;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// First replies, read from the log.
public final class PostgresFirstReplies implements FirstReplies {
    private static final int MAX_REPLIES = 5_000;

    private final Database database;

    public PostgresFirstReplies(Database database) {
        this.database = database;
    }

    @Override
    public Mono<Map<InboxId, List<Reply>>> since(PortalId portal, Instant since) {
        return database.query(
                        "SELECT inbox, asked_at, answered_at FROM first_replies($1, $2, $3)",
                        it -> it.bind(0, portal.value()).bind(1, since).bind(2, MAX_REPLIES),
                        it ->
                                new First(
                                        new InboxId(Rows.required(it, "inbox", UUID.class)),
                                        new Reply(
                                                Rows.required(it, "asked_at", Instant.class),
                                                Rows.required(it, "answered_at", Instant.class))))
                .map(PostgresFirstReplies::byInbox);
    }

    private static Map<InboxId, List<Reply>> byInbox(List<First> replies) {
        var found = new HashMap<InboxId, List<Reply>>();
        replies.forEach(
                it -> found.computeIfAbsent(it.inbox(), _ -> new ArrayList<>()).add(it.reply()));
        return Map.copyOf(found);
    }

    private record First(InboxId inbox, Reply reply) {}
}
