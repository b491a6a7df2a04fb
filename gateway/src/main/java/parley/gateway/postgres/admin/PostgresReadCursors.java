package parley.gateway.postgres.admin;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import parley.gateway.conversation.ReadCursors;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Read cursors, in table `participant_cursor`.
public final class PostgresReadCursors implements ReadCursors {
    private final Transactions transactions;

    public PostgresReadCursors(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Mono<Map<ConversationId, Long>> read(
            PortalId portal, String participant, Collection<ConversationId> conversations) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                SELECT conversation, read FROM participant_cursor
                                                WHERE portal = $1 AND conversation = ANY ($2)
                                                  AND stream = 'public' AND participant = $3
                                                """)
                                        .bind(portal.value())
                                        .bind(
                                                conversations.stream()
                                                        .map(ConversationId::value)
                                                        .toArray(UUID[]::new))
                                        .bind(participant)
                                        .list(row ->
                                                Map.entry(
                                                        new ConversationId(
                                                                Sql.get(
                                                                        row,
                                                                        "conversation",
                                                                        UUID.class)),
                                                        Sql.get(row, "read", Long.class))))
                .map(it ->
                        it.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, Map.Entry::getValue)));
    }
}
