package parley.gateway.conversation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.ConversationStore.Heads;
import parley.gateway.fanout.Broker;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Finds what no later number reveals: a lost last message. It compares the feeds' heads with the
/// store's, at once when the link is suspect (contract §4, detector a), on a tick (detector b), and
/// every second while there is no link.
final class Healing {
    /// Conversations a query, at most.
    static final int HEADS = 500;

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int ACTIVE_TICKS = 5;
    private static final int ALL_TICKS = 60;
    private static final int CROWDED_TICKS = 3;
    private static final int CROWD = 5_000;
    private static final Duration ACTIVE = Duration.ofMinutes(10);
    private static final long SPREAD_MS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Healing.class);

    private final FeedSetting setting;
    private final Broker broker;
    private final Supplier<List<Feed>> feeds;
    private final AtomicBoolean suspect = new AtomicBoolean();
    private final Sinks.Many<Long> alarm = Sinks.many().multicast().directBestEffort();

    /// @param feeds every feed of this node
    Healing(FeedSetting setting, Broker broker, Supplier<List<Feed>> feeds) {
        this.setting = setting;
        this.broker = broker;
        this.feeds = feeds;
    }

    /// Heals for as long as it is subscribed.
    Flux<Void> run() {
        var ticks = Flux.interval(TICK, setting.timer()).onBackpressureDrop();
        return Flux.using(
                () -> broker.onSuspicion(this::suspect),
                _ ->
                        Flux.merge(ticks, alarm.asFlux().onBackpressureDrop())
                                .onBackpressureLatest()
                                .concatMap(this::heal, 1),
                Broker.Following::close);
    }

    private void suspect() {
        suspect.set(true);
        // Two alarms at once are one: the flag stays, and the next tick sees it.
        var _ = alarm.tryEmitNext(-1L);
    }

    private Mono<Void> heal(long tick) {
        if (suspect.getAndSet(false)) {
            return Mono.delay(Duration.ofMillis(setting.jitter(SPREAD_MS)), setting.timer())
                    .then(compare(_ -> true));
        }
        if (tick < 0) {
            return Mono.empty();
        }
        if (tick % ALL_TICKS == 0) {
            return compare(_ -> true);
        }
        boolean crowded = feeds.get().size() > CROWD;
        int every = broker.connected() ? ACTIVE_TICKS : crowded ? CROWDED_TICKS : 1;
        return tick % every == 0 ? compare(it -> it.activeWithin(ACTIVE)) : Mono.empty();
    }

    private Mono<Void> compare(Predicate<Feed> which) {
        return Mono.defer(() -> {
            Map<ConversationId, List<Position>> positions =
                    feeds.get().stream()
                            .filter(which)
                            .map(it -> new Position(it, it.head()))
                            .collect(Collectors.groupingBy(it -> it.feed.conversation()));
            return Flux.fromIterable(positions.keySet())
                    .buffer(HEADS)
                    .concatMap(ids -> heads(ids, positions), 1)
                    .then();
        });
    }

    private Mono<Void> heads(
            List<ConversationId> ids, Map<ConversationId, List<Position>> positions) {
        return setting.store()
                .heads(ids)
                .doOnNext(heads ->
                        heads.forEach((id, it) ->
                                positions
                                        .getOrDefault(id, List.of())
                                        .forEach(at -> at.compare(it))))
                .onErrorResume(e -> {
                    LOG.debug("heads could not be compared", e);
                    return Mono.empty();
                })
                .then();
    }

    /// Where a feed was when the store was asked.
    private record Position(Feed feed, long head) {
        void compare(Heads stored) {
            feed.compare(
                    feed.stream() == Stream.PUBLIC ? stored.head() : stored.internalHead(), head);
        }
    }
}
