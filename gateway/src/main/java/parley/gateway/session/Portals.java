package parley.gateway.session;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.access.Portal;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// The portals that this node serves, in memory: loaded at the start, loaded again when a doorbell
/// rings, when hours or leases say so, and when doorbells may have been lost. Asking is free of
/// I/O.
public final class Portals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Portals.class);

    /// How often the list of portals is read for new ones at most, and at least.
    private static final Duration LIST_AT_MOST = Duration.ofSeconds(2);

    private static final Duration LIST_AT_LEAST = Duration.ofSeconds(30);
    private static final int LOADS_AT_ONCE = 4;

    private final PortalSource source;
    private final Broker broker;
    private final Scheduler scheduler;
    private final Clock clock;
    private final Map<PortalId, PortalKeeper> keepers = new ConcurrentHashMap<>();
    private final Disposable.Composite running = Disposables.composite();
    private final AtomicBoolean listing = new AtomicBoolean();
    private volatile Consumer<LivePortal> changed = _ -> {};
    private volatile BiConsumer<LivePortal, @Nullable ContactId> contactChanged = (_, _) -> {};
    private volatile Consumer<Event.Poll> polled = _ -> {};
    private volatile long listedAt;

    /// @param scheduler runs what is due; never blocked
    public Portals(PortalSource source, Broker broker, Scheduler scheduler, Clock clock) {
        this.source = source;
        this.broker = broker;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /// Calls the listener, on any thread, whenever answers of a portal may have changed. One
    /// listener, set before [#start].
    void onChange(Consumer<LivePortal> listener) {
        changed = listener;
    }

    /// Calls the listener, on any thread, whenever a contact of a portal may have changed; without
    /// one, any of them may have. One listener, set before [#start].
    void onContactChange(BiConsumer<LivePortal, @Nullable ContactId> listener) {
        contactChanged = listener;
    }

    /// Calls the listener, on any thread, whenever a node asks or answers about page views. One
    /// listener.
    void onPoll(Consumer<Event.Poll> listener) {
        polled = listener;
    }

    /// Loads every portal, and keeps them up to date from then on.
    ///
    /// @return completes when all are in memory
    public Mono<Void> start() {
        return list().doOnSuccess(_ -> {
            var suspicion = broker.onSuspicion(() -> keepers.values().forEach(PortalKeeper::ring));
            running.add(suspicion::close);
            long period = LIST_AT_LEAST.toMillis();
            running.add(
                    scheduler.schedulePeriodically(
                            this::listAgain, period, period, TimeUnit.MILLISECONDS));
        });
    }

    /// The portal, if it is in memory. One that is not may be new: the list is read again soon, so
    /// that asking a little later finds it.
    public @Nullable LivePortal find(PortalId id) {
        var keeper = keepers.get(id);
        if (keeper != null) {
            return keeper.portal();
        }
        if (scheduler.now(TimeUnit.MILLISECONDS) - listedAt > LIST_AT_MOST.toMillis()) {
            listAgain();
        }
        return null;
    }

    /// Figures that are measured may have changed: portals that tell them are loaded again.
    public void measureAgain() {
        keepers.values().stream()
                .filter(it -> it.portal().snapshot().measures())
                .forEach(PortalKeeper::ring);
    }

    @Override
    public void close() {
        running.dispose();
        keepers.values().forEach(PortalKeeper::close);
    }

    private void listAgain() {
        if (listing.compareAndSet(false, true)) {
            running.add(
                    list().doFinally(_ -> listing.set(false))
                            .subscribe(
                                    _ -> {}, e -> LOG.warn("the portals could not be listed", e)));
        }
    }

    private Mono<Void> list() {
        listedAt = scheduler.now(TimeUnit.MILLISECONDS);
        return source.portals()
                .flatMapMany(Flux::fromIterable)
                .filter(it -> !keepers.containsKey(it.id()))
                .flatMap(this::keep, LOADS_AT_ONCE)
                .then();
    }

    /// One portal that cannot be loaded keeps no other from being served; it is tried again with
    /// the next list.
    private Mono<Void> keep(Portal portal) {
        return source.facts(portal.id())
                .map(it -> new LivePortal(portal.id(), PortalSnapshot.of(it, clock.instant())))
                .flatMap(this::keep)
                .onErrorResume(e -> {
                    LOG.error(
                            "portal {} is not served until it can be loaded: {}",
                            portal.id(),
                            e.toString());
                    return Mono.empty();
                });
    }

    private Mono<Void> keep(LivePortal portal) {
        var keeper = new PortalKeeper(portal, source, scheduler, clock, new Listeners());
        if (keepers.putIfAbsent(portal.id(), keeper) != null) {
            return Mono.empty();
        }
        return keeper.follow(broker);
    }

    /// Those that are set when something is heard.
    private final class Listeners implements PortalKeeper.Told {
        @Override
        public void changed(LivePortal portal) {
            changed.accept(portal);
        }

        @Override
        public void contactChanged(LivePortal portal, @Nullable ContactId contact) {
            contactChanged.accept(portal, contact);
        }

        @Override
        public void polled(Event.Poll poll) {
            polled.accept(poll);
        }
    }

    /// The portals in memory, for tests and metrics.
    List<LivePortal> all() {
        return keepers.values().stream().map(PortalKeeper::portal).toList();
    }
}
