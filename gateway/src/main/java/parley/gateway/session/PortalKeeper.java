package parley.gateway.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.ContactId;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Keeps one portal up to date: one load at a time, however often it rings; what rings meanwhile
/// makes one more.
final class PortalKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(PortalKeeper.class);

    /// The first ring is followed at once; those this close behind are one. Where loading takes
    /// long, so close is farther: a node spends a tenth of its time on it at most, or nobody's
    /// conversation would get through to a database that is busy with telling.
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration GATHER_AT_MOST = Duration.ofSeconds(2);
    private static final int LOADS_PER_GATHER = 9;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final LivePortal portal;
    private final PortalSource source;
    private final Scheduler scheduler;
    private final Clock clock;
    private final Told told;
    private final AtomicInteger rings = new AtomicInteger();
    private final Disposable.Composite running = Disposables.composite();
    private final Disposable.Swap step = Disposables.swap();
    private final Disposable.Swap next = Disposables.swap();
    private volatile boolean configurationChanged;
    private volatile long loadBegan;
    private volatile long gather = GATHER.toMillis();

    PortalKeeper(
            LivePortal portal, PortalSource source, Scheduler scheduler, Clock clock, Told told) {
        this.portal = portal;
        this.source = source;
        this.scheduler = scheduler;
        this.clock = clock;
        this.told = told;
        running.add(next);
        running.add(step);
    }

    /// Who is told what it hears, on any thread.
    interface Told {
        /// Answers may have changed.
        void changed(LivePortal portal);

        /// What is known of a contact may have; without one, of any of them.
        void contactChanged(LivePortal portal, @Nullable ContactId contact);

        /// A node asks or answers.
        void polled(Event.Poll poll);
    }

    LivePortal portal() {
        return portal;
    }

    /// @return completes when the portal's doorbell is heard here; what rang before is loaded once
    ///   more
    Mono<Void> follow(Broker broker) {
        return broker.follow(new Topic.OfPortal(portal.id()), this::heard)
                .doOnNext(it -> {
                    running.add(it::close);
                    ring();
                })
                .then();
    }

    /// Something may have changed: everything is loaded again soon.
    void ring() {
        configurationChanged = true;
        loadSoon();
    }

    void close() {
        running.dispose();
    }

    private void heard(Event event) {
        switch (event) {
            case Event.PortalChanged _ -> ring();
            case Event.CapacityChanged _ -> loadSoon();
            case Event.ContactChanged(_, var contact) -> told.contactChanged(portal, contact);
            case Event.Poll poll -> told.polled(poll);
            case Event.EntryStored _, Event.SomeoneTypes _, Event.RowChanged _ -> {}
        }
    }

    private void loadSoon() {
        if (rings.getAndIncrement() == 0) {
            after(gathered(), this::load);
        }
    }

    private void load() {
        int heard = rings.get();
        loadBegan = now();
        boolean everything = configurationChanged;
        configurationChanged = false;
        step.replace(
                read(everything).subscribe(it -> loaded(it, heard), e -> failed(e, everything)));
    }

    private Mono<PortalFacts> read(boolean everything) {
        var known = portal.snapshot().facts();
        return everything
                ? source.facts(portal.id()).defaultIfEmpty(known)
                : source.withStaffOfNow(known);
    }

    private void loaded(PortalFacts facts, int heard) {
        gather =
                Math.clamp(
                        LOADS_PER_GATHER * (now() - loadBegan),
                        GATHER.toMillis(),
                        GATHER_AT_MOST.toMillis());
        renew(PortalSnapshot.of(facts, clock.instant()));
        if (rings.addAndGet(-heard) > 0) {
            after(gathered(), this::load);
        }
    }

    /// What is left of the time in which rings are one.
    private Duration gathered() {
        return Duration.ofMillis(Math.max(0, loadBegan + gather - now()));
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    /// Hours pass without a database: what is known is asked again at this instant.
    private void failed(Throwable e, boolean everything) {
        LOG.warn("portal {} could not be loaded, trying again: {}", portal.id(), e.toString());
        if (everything) {
            configurationChanged = true;
        }
        renew(portal.snapshot().at(clock.instant()));
        after(RETRY, this::load);
    }

    /// Nobody is told of what shows on no page: an agent got a conversation, and has room still.
    private void renew(PortalSnapshot newer) {
        boolean same = newer.showsAs(portal.snapshot());
        portal.renew(newer);
        var at = newer.nextChange();
        next.update(at == null ? Disposables.disposed() : schedule(until(at), this::loadSoon));
        if (!same) {
            told.changed(portal);
        }
    }

    private Duration until(Instant at) {
        var delay = Duration.between(clock.instant(), at);
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    private void after(Duration delay, Runnable task) {
        step.replace(schedule(delay, task));
    }

    private Disposable schedule(Duration delay, Runnable task) {
        return scheduler.schedule(task, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    }
}
