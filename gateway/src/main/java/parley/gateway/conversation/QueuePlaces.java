package parley.gateway.conversation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Tells those who wait on this node's connections where they stand. Asks once for all of a
/// portal's, when somebody joined here or the portal's doorbell rang, twice a second at most; a
/// portal of whose queue nobody waits here costs nothing.
public final class QueuePlaces implements Places {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePlaces.class);

    /// Rings this close together are one.
    private static final Duration GATHER = Duration.ofMillis(500);

    /// Visitors are noted as being here once in so many turns, and their places asked for in case a
    /// doorbell was lost; while none can be heard, more often.
    private static final int SEEN_EVERY = 20;

    private static final int DEAF_EVERY = 4;
    private static final int PORTALS_AT_ONCE = 4;

    private final PlaceStore store;
    private final Broker broker;
    private final Errands errands;
    private final Scheduler timer;
    private final Map<PortalId, Waiting> portals = new ConcurrentHashMap<>();

    /// @param errands notes who left
    public QueuePlaces(PlaceStore store, Broker broker, Errands errands, Scheduler timer) {
        this.store = store;
        this.broker = broker;
        this.errands = errands;
        this.timer = timer;
    }

    /// Those of one portal who wait here.
    private static final class Waiting {
        private final Map<ConversationId, Set<Told>> told = new ConcurrentHashMap<>();
        private final AtomicBoolean stale = new AtomicBoolean(true);
        private volatile Broker.@Nullable Following following;
    }

    /// One listener, and what it heard last.
    private static final class Told {
        private final Consumer<Place> listener;
        private @Nullable Place last;

        Told(Consumer<Place> listener) {
            this.listener = listener;
        }

        /// One turn at a time.
        void tell(Place place) {
            if (!place.equals(last)) {
                last = place;
                listener.accept(place);
            }
        }
    }

    @Override
    public Watch watch(PortalId portal, ConversationId conversation, Consumer<Place> listener) {
        var told = new Told(listener);
        portals.compute(
                portal,
                (_, there) -> {
                    var waiting = there == null ? new Waiting() : there;
                    waiting.told
                            .computeIfAbsent(conversation, _ -> ConcurrentHashMap.newKeySet())
                            .add(told);
                    waiting.stale.set(true);
                    return waiting;
                });
        return () -> left(portal, conversation, told);
    }

    private void left(PortalId portal, ConversationId conversation, Told told) {
        portals.computeIfPresent(
                portal,
                (_, waiting) -> {
                    var watchers = waiting.told.get(conversation);
                    if (watchers != null && watchers.remove(told) && watchers.isEmpty()) {
                        waiting.told.remove(conversation);
                        var _ = errands.run(store.seen(portal, List.of(conversation)));
                    }
                    if (!waiting.told.isEmpty()) {
                        return waiting;
                    }
                    var following = waiting.following;
                    if (following != null) {
                        following.close();
                    }
                    return null;
                });
    }

    /// Tells for as long as it is subscribed. Never ends by itself.
    public Mono<Void> run() {
        return Flux.interval(GATHER, timer).onBackpressureDrop().concatMap(this::turn, 1).then();
    }

    private Mono<Void> turn(long turn) {
        boolean note = turn % SEEN_EVERY == 0;
        boolean anyway = note || (turn % DEAF_EVERY == 0 && !broker.connected());
        return Flux.fromIterable(List.copyOf(portals.entrySet()))
                .flatMap(
                        it ->
                                turn(it.getKey(), it.getValue(), note, anyway)
                                        .onErrorResume(e -> later(it.getValue(), e)),
                        PORTALS_AT_ONCE)
                .then();
    }

    private Mono<Void> turn(PortalId portal, Waiting waiting, boolean note, boolean anyway) {
        var conversations = List.copyOf(waiting.told.keySet());
        if (conversations.isEmpty()) {
            return Mono.empty();
        }
        var noted = note ? store.seen(portal, conversations) : Mono.<Void>empty();
        var told =
                waiting.stale.getAndSet(false) || anyway
                        ? store.places(portal, conversations)
                                .doOnNext(it -> tell(waiting, it))
                                .then()
                        : Mono.<Void>empty();
        return followed(portal, waiting).then(noted).then(told);
    }

    private static Mono<Void> later(Waiting waiting, Throwable e) {
        LOG.warn("places in a queue could not be told: {}", e.toString());
        waiting.stale.set(true);
        return Mono.empty();
    }

    private static void tell(Waiting waiting, Map<ConversationId, Place> places) {
        places.forEach((conversation, place) ->
                waiting.told.getOrDefault(conversation, Set.of()).forEach(it -> it.tell(place)));
    }

    private Mono<Void> followed(PortalId portal, Waiting waiting) {
        if (waiting.following != null) {
            return Mono.empty();
        }
        return broker.follow(new Topic.OfPortal(portal), it -> heard(waiting, it))
                .doOnNext(it -> {
                    waiting.following = it;
                    if (portals.get(portal) != waiting) {
                        it.close();
                    }
                })
                .then();
    }

    private static void heard(Waiting waiting, Event event) {
        switch (event) {
            case Event.PortalChanged _, Event.CapacityChanged _ -> waiting.stale.set(true);
            case Event.EntryStored _,
                    Event.SomeoneTypes _,
                    Event.RowChanged _,
                    Event.ContactChanged _,
                    Event.Poll _ -> {}
        }
    }
}
