package parley.gateway.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.QueueStore.Served;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Serves the queues of all portals: whenever something on this node changes a queue or makes room,
/// whenever a doorbell rings for a portal whose queue this node has seen, when hours make room, and
/// every now and then in case nobody rang (decision 0010). Any number of nodes may look at one
/// queue at once: the store lets one serve. Any thread.
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /// How often it is looked whether a queue was forgotten: by a node that died between the commit
    /// and the look, or while doorbells are not heard. Half of what a free agent may wait (CAP-05).
    static final Duration LOOK = Duration.ofSeconds(1);

    /// After so many looks every queue is served, whether or not anybody seems to have room.
    private static final int LOOK_AT_ALL = 60;

    /// While doorbells are heard, a queue at which looking found nothing to do is looked at less
    /// often, but at least every so many looks.
    private static final int LONGEST_PAUSE = 8;

    private static final int MAX_ROUNDS = 1_000;

    /// What is further away is computed again before.
    private static final Duration FARTHEST = Duration.ofHours(1);

    private final QueueStore store;
    private final Feeds feeds;
    private final Bells bells;
    private final Errands errands;
    private final Scheduler timer;
    private final Timer time;
    private final Map<PortalId, Known> portals = new ConcurrentHashMap<>();

    /// @param errands runs the looks
    public Router(
            QueueStore store,
            Feeds feeds,
            Bells bells,
            Errands errands,
            Scheduler timer,
            MeterRegistry meters) {
        this.store = store;
        this.feeds = feeds;
        this.bells = bells;
        this.errands = errands;
        this.timer = timer;
        this.time = meters.timer("chat.queue.serve");
    }

    /// What is known of one portal's queues here.
    private static final class Known {
        private final AtomicInteger rings = new AtomicInteger();
        private final AtomicReference<Broker.@Nullable Following> following =
                new AtomicReference<>();
        private final AtomicInteger pause = new AtomicInteger();
        private final Disposable.Swap change = Disposables.swap();
        private volatile int inVain;
    }

    /// Looks at a portal's queues soon. What rings while it looks makes it look once more.
    public void look(PortalId portal) {
        var known = known(portal);
        known.inVain = 0;
        ring(portal, known);
    }

    /// Looks now and then, for as long as it is subscribed. Never ends by itself.
    public Mono<Void> run() {
        return Flux.interval(LOOK, timer)
                .onBackpressureDrop()
                .concatMap(it -> lookAround(it % LOOK_AT_ALL == 0), 1)
                .then();
    }

    private Mono<Void> lookAround(boolean all) {
        return store.queues(all)
                .doOnNext(queues -> {
                    var waiting =
                            queues.stream()
                                    .map(QueueStore.Queued::portal)
                                    .collect(Collectors.toUnmodifiableSet());
                    waiting.forEach(this::lookUnlessInVain);
                    if (all) {
                        forget(waiting);
                    }
                })
                .onErrorResume(e -> {
                    LOG.warn("the queues could not be looked at: {}", e.toString());
                    return Mono.empty();
                })
                .then();
    }

    private void lookUnlessInVain(PortalId portal) {
        var known = known(portal);
        if (!bells.broker().connected()
                || known.pause.getAndUpdate(it -> Math.max(0, it - 1)) == 0) {
            ring(portal, known);
        }
    }

    private Known known(PortalId portal) {
        return portals.computeIfAbsent(portal, _ -> new Known());
    }

    private void ring(PortalId portal, Known known) {
        if (known.rings.getAndIncrement() == 0) {
            hand(portal, known);
        }
    }

    private void hand(PortalId portal, Known known) {
        if (!errands.run(Mono.defer(() -> round(portal, known)))) {
            known.rings.set(0);
        }
    }

    private Mono<Void> round(PortalId portal, Known known) {
        int heard = known.rings.get();
        return store.queues(portal)
                .flatMapMany(Flux::fromIterable)
                .concatMap(inbox -> served(portal, inbox), 1)
                .reduce(Served.NOTHING, Served::and)
                .flatMap(it -> rest(portal, known, it))
                .onErrorResume(e -> {
                    LOG.warn("the queues of portal {} could not be read: {}", portal, e.toString());
                    return Mono.empty();
                })
                .then(
                        Mono.fromRunnable(() -> {
                            if (known.rings.addAndGet(-heard) > 0) {
                                hand(portal, known);
                            }
                        }));
    }

    /// Goes on as long as there is more to do at once.
    private Flux<Served> served(PortalId portal, InboxId inbox) {
        return serve(portal, inbox)
                .expand(it -> it.more() ? serve(portal, inbox) : Mono.empty())
                .take(MAX_ROUNDS)
                .onErrorResume(e -> {
                    LOG.warn("the queue of inbox {} could not be served: {}", inbox, e.toString());
                    return Mono.empty();
                });
    }

    private Mono<Served> serve(PortalId portal, InboxId inbox) {
        return Mono.defer(() -> {
            long began = timer.now(TimeUnit.NANOSECONDS);
            return store.serve(portal, inbox)
                    .doOnNext(it -> {
                        time.record(timer.now(TimeUnit.NANOSECONDS) - began, TimeUnit.NANOSECONDS);
                        tell(portal, inbox, it);
                    });
        });
    }

    private void tell(PortalId portal, InboxId inbox, Served done) {
        done.assigned().forEach(it -> feeds.stored(portal, it, inbox));
        if (done.count() > 0) {
            bells.capacityChanged(portal);
        }
    }

    /// Where somebody waits on, this node hears of whoever becomes free on another, and looks when
    /// hours make room.
    private Mono<Void> rest(PortalId portal, Known known, Served done) {
        known.inVain = done.count() > 0 ? 0 : Math.min(known.inVain + 1, LONGEST_PAUSE);
        known.pause.set(Math.max(0, known.inVain - 1));
        known.change.update(
                done.waiting() && done.untilChange() != null
                        ? lookIn(done.untilChange(), portal, known)
                        : Disposables.disposed());
        if (!done.waiting() || known.following.get() != null) {
            return Mono.empty();
        }
        return bells.broker()
                .follow(new Topic.OfPortal(portal), it -> heard(portal, it))
                .doOnNext(it -> {
                    if (!known.following.compareAndSet(null, it)) {
                        it.close();
                    }
                    ring(portal, known);
                })
                .then();
    }

    private Disposable lookIn(Duration delay, PortalId portal, Known known) {
        var within = delay.compareTo(FARTHEST) < 0 ? delay : FARTHEST;
        return timer.schedule(
                () -> ring(portal, known), within.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void heard(PortalId portal, Event event) {
        switch (event) {
            case Event.PortalChanged _, Event.CapacityChanged _ -> look(portal);
            case Event.EntryStored _,
                    Event.SomeoneTypes _,
                    Event.RowChanged _,
                    Event.ContactChanged _,
                    Event.Poll _ -> {}
        }
    }

    /// Portals where nobody waits.
    private void forget(Set<PortalId> waiting) {
        portals.forEach((portal, known) -> {
            var following = known.following.get();
            if (!waiting.contains(portal) && known.rings.get() == 0) {
                portals.remove(portal, known);
                known.change.dispose();
                if (following != null) {
                    following.close();
                }
            }
        });
    }
}
