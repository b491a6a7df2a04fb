package parley.gateway.conversation;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.AttendanceStore.Left;
import parley.gateway.conversation.AttendanceStore.Neglected;
import parley.gateway.conversation.AttendanceStore.Silent;
import parley.gateway.conversation.ConversationStore.Change;
import parley.gateway.routing.Queue;
import parley.gateway.routing.Slots;
import parley.gateway.routing.Unattended;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Sees to conversations that nobody attends to (CAP-16, CAP-17, CAP-27, AGT-12). Every node does;
/// whoever is first finds it done under the conversation's lock, the others find nothing to do.
public final class Attendance {
    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int REPAIR_EVERY = 30;

    private final AttendanceStore store;
    private final Feeds feeds;
    private final Bells bells;
    private final Consumer<PortalId> queueChanged;
    private final RoutingConfig config;
    private final Unattended policy;
    private final Scheduler timer;

    /// @param queueChanged as for [Conversations]
    public Attendance(
            AttendanceStore store,
            Feeds feeds,
            Bells bells,
            Consumer<PortalId> queueChanged,
            RoutingConfig config,
            Scheduler timer) {
        this.store = store;
        this.feeds = feeds;
        this.bells = bells;
        this.queueChanged = queueChanged;
        this.config = config;
        this.policy = config.unattended();
        this.timer = timer;
    }

    /// Looks now and then, for as long as it is subscribed. Never ends by itself.
    public Mono<Void> run() {
        return Flux.interval(PERIOD, timer)
                .onBackpressureDrop()
                .concatMap(
                        it -> {
                            var look = look();
                            return it % REPAIR_EVERY == 0 ? look.then(repair()) : look;
                        },
                        1)
                .then();
    }

    /// Once.
    Mono<Void> look() {
        return store.neglected(policy)
                .flatMapMany(Flux::fromIterable)
                .concatMap(it -> act(it).doOnNext(change -> tell(it.portal(), change)), 1)
                .thenMany(silent())
                .concatMap(it -> release(it), 1)
                .thenMany(store.left(config.keepsPlace()).flatMapMany(Flux::fromIterable))
                .filter(it -> Queue.missed(it.leftAt(), it.now(), config.keepsPlace()))
                .concatMap(it -> miss(it), 1)
                .onErrorResume(e -> {
                    LOG.warn("unattended conversations were not seen to: {}", e.toString());
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Change> act(Neglected it) {
        return switch (policy.at(it.now(), it.situation())) {
            case NONE -> Mono.empty();
            case REASSIGN -> store.takeBack(it, true);
            case REQUEUE -> store.takeBack(it, false);
            case CLOSE -> store.close(it);
        };
    }

    private Flux<Silent> silent() {
        var after = config.releasesSilent();
        return after.isZero()
                ? Flux.empty()
                : store.silent(after)
                        .flatMapMany(Flux::fromIterable)
                        .filter(it -> !Slots.held(it.since(), after, it.now()));
    }

    private Mono<Boolean> release(Silent it) {
        return store.release(it)
                .doOnNext(released -> {
                    if (released) {
                        roomChanged(it.portal());
                    }
                });
    }

    private Mono<Change> miss(Left it) {
        return store.miss(it).doOnNext(change -> tell(it.portal(), change));
    }

    private void tell(PortalId portal, Change change) {
        change.entries().forEach(it -> feeds.stored(portal, it, change.inbox()));
        roomChanged(portal);
    }

    private void roomChanged(PortalId portal) {
        bells.capacityChanged(portal);
        queueChanged.accept(portal);
    }

    private Mono<Void> repair() {
        return store.repairLoads()
                .doOnNext(it -> {
                    if (it > 0) {
                        LOG.error("the loads of {} agents were wrong and were counted again", it);
                    }
                })
                .onErrorResume(e -> {
                    LOG.warn("the agents' loads were not checked: {}", e.toString());
                    return Mono.empty();
                })
                .then();
    }
}
