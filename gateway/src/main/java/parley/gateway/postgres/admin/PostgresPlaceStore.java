package parley.gateway.postgres.admin;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.PlaceStore;
import parley.gateway.conversation.Places.Place;
import parley.gateway.routing.Plan.Waiting;
import parley.gateway.routing.Queue;
import parley.gateway.routing.Slots;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Places in queues, in table `conversation`; who was last seen waiting, in `waiting_visitor`.
public final class PostgresPlaceStore implements PlaceStore {
    private final Transactions transactions;

    public PostgresPlaceStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Mono<Map<ConversationId, Place>> places(
            PortalId portal, Collection<ConversationId> conversations) {
        return transactions.of(
                portal,
                it ->
                        standing(it, portal, conversations)
                                .flatMapMany(all -> Flux.fromIterable(byInbox(all).entrySet()))
                                .concatMap(all -> told(it, portal, all.getKey(), all.getValue()))
                                .collect(
                                        HashMap<ConversationId, Place>::new,
                                        (all, more) -> all.putAll(more))
                                .map(Map::copyOf));
    }

    private record Placed(InboxId inbox, int position, Waiting waiting) {
        static Placed of(Row row) {
            return new Placed(
                    new InboxId(Sql.get(row, "inbox", UUID.class)),
                    Math.toIntExact(Sql.get(row, "place", Long.class)),
                    Standing.of(row).waiting());
        }
    }

    private static Mono<List<Placed>> standing(
            Connection connection, PortalId portal, Collection<ConversationId> conversations) {
        return Sql.of(connection, "SELECT * FROM queue_places($1, $2)")
                .bind(portal.value())
                .bind(uuids(conversations))
                .list(Placed::of);
    }

    private static Map<InboxId, List<Placed>> byInbox(List<Placed> all) {
        return all.stream().collect(Collectors.groupingBy(Placed::inbox));
    }

    private static Mono<Map<ConversationId, Place>> told(
            Connection connection, PortalId portal, InboxId inbox, List<Placed> all) {
        return RoutingFacts.of(connection, portal, inbox)
                .flatMap(facts ->
                        typicalLength(connection, portal, inbox)
                                .map(it -> told(facts, it.length(), all)));
    }

    private record Typical(@Nullable Duration length) {}

    private static Mono<Typical> typicalLength(
            Connection connection, PortalId portal, InboxId inbox) {
        return Sql.of(connection, "SELECT typical_length($1, $2) AS seconds")
                .bind(portal.value())
                .bind(inbox.value())
                .first(row -> {
                    var seconds = row.get("seconds", Double.class);
                    return new Typical(
                            seconds == null ? null : Duration.ofSeconds(seconds.longValue()));
                });
    }

    private static Map<ConversationId, Place> told(
            RoutingFacts facts, @Nullable Duration typical, List<Placed> all) {
        var slots = new HashMap<Asked, Integer>();
        var places = new HashMap<ConversationId, Place>();
        for (var it : all) {
            int among = slots.computeIfAbsent(Asked.of(it.waiting()), _ -> slots(facts, it));
            if (among >= 0) {
                var wait = Queue.expectedWait(it.position(), among, typical);
                var seconds = wait == null ? null : Math.toIntExact(wait.toSeconds());
                places.put(it.waiting().conversation(), new Place(it.position(), seconds));
            }
        }
        return places;
    }

    /// Who asks the same gets the same answer: it is worked out once.
    private record Asked(Object rule, @Nullable Object owner, Object tried) {
        static Asked of(Waiting waiting) {
            return new Asked(waiting.rule(), waiting.owner(), waiting.tried());
        }
    }

    /// How many conversations go on at once before it; 0 if it cannot be told, negative if it does
    /// not wait for room.
    private static int slots(RoutingFacts facts, Placed placed) {
        if (!facts.waitsForRoom(placed.waiting())) {
            return -1;
        }
        var together = Slots.together(facts.candidates(placed.waiting()).availableAt(facts.now()));
        return together == null ? 0 : together;
    }

    @Override
    public Mono<Void> seen(PortalId portal, Collection<ConversationId> conversations) {
        return transactions
                .of(
                        portal,
                        it ->
                                Sql.of(
                                                it,
                                                """
                                                INSERT INTO waiting_visitor AS w
                                                    (portal, conversation, seen_at)
                                                SELECT c.portal, c.id, clock_timestamp()
                                                FROM conversation c
                                                WHERE c.portal = $1 AND c.id = ANY ($2)
                                                  AND c.queued_at IS NOT NULL
                                                ORDER BY c.id
                                                ON CONFLICT (portal, conversation)
                                                DO UPDATE SET seen_at = excluded.seen_at
                                                """)
                                        .bind(portal.value())
                                        .bind(uuids(conversations))
                                        .count())
                .then();
    }

    private static UUID[] uuids(Collection<ConversationId> ids) {
        return ids.stream().map(ConversationId::value).toArray(UUID[]::new);
    }
}
