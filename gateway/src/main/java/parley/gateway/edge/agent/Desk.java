package parley.gateway.edge.agent;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Inbox;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// What the agents' sessions of one portal know together: colleagues, inboxes, statuses, loads.
/// Read again when a doorbell rings: at most one read under way, and one more behind it. Any
/// thread.
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final PortalId portal;
    private final Function<PortalId, Mono<View>> load;
    private final Set<Sitter> sitters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger wanted = new AtomicInteger();
    private final Mono<View> first;
    private volatile View view = new View(Map.of(), Map.of());
    private volatile boolean authorityChanged;
    private volatile Broker.@Nullable Following following;
    private volatile boolean closed;

    Desk(PortalId portal, Function<PortalId, Mono<View>> load) {
        this.portal = portal;
        this.load = load;
        this.first = load.apply(portal).doOnNext(it -> view = it).cache();
    }

    /// A session at this desk. Called on any thread: it hops and returns.
    interface Sitter {
        /// Something that the view shows changed.
        void deskChanged(View view);

        /// Roles, tokens or memberships may have changed: ask again who may do what.
        void authorityChanged();
    }

    /// Agents and inboxes as they were last read.
    record View(Map<AgentId, Agent> agents, Map<InboxId, Inbox> inboxes) {
        static View of(List<Agent> agents, List<Inbox> inboxes) {
            return new View(
                    agents.stream().collect(Collectors.toUnmodifiableMap(Agent::id, it -> it)),
                    inboxes.stream().collect(Collectors.toUnmodifiableMap(Inbox::id, it -> it)));
        }
    }

    void add(Sitter sitter) {
        sitters.add(sitter);
    }

    /// @return whether anybody is left
    boolean remove(Sitter sitter) {
        sitters.remove(sitter);
        return !sitters.isEmpty();
    }

    /// Loaded, and following the portal's doorbell.
    Mono<Void> ready(Broker broker) {
        return first.then(
                Mono.defer(() ->
                        following != null
                                ? Mono.empty()
                                : broker.follow(new Topic.OfPortal(portal), this::heard)
                                        .doOnNext(this::follows)
                                        .then()));
    }

    View view() {
        return view;
    }

    void suspect() {
        authorityChanged = true;
        reload();
    }

    void close() {
        closed = true;
        var there = following;
        if (there != null) {
            there.close();
        }
    }

    private void follows(Broker.Following handle) {
        if (closed || following != null) {
            handle.close();
        } else {
            following = handle;
        }
    }

    private void heard(Event event) {
        switch (event) {
            case Event.PortalChanged _ -> suspect();
            case Event.CapacityChanged _ -> reload();
            case Event.EntryStored _,
                    Event.SomeoneTypes _,
                    Event.RowChanged _,
                    Event.ContactChanged _,
                    Event.Poll _ -> {}
        }
    }

    private void reload() {
        if (!closed && wanted.getAndIncrement() == 0) {
            read();
        }
    }

    private void read() {
        int covered = wanted.get();
        var _ =
                load.apply(portal)
                        .doOnNext(this::changed)
                        .doOnError(e -> LOG.warn("a desk could not be read again", e))
                        .onErrorComplete()
                        .doFinally(_ -> {
                            if (wanted.addAndGet(-covered) > 0) {
                                read();
                            }
                        })
                        .subscribe();
    }

    private void changed(View read) {
        view = read;
        boolean authority = authorityChanged;
        authorityChanged = false;
        for (var sitter : sitters) {
            sitter.deskChanged(read);
            if (authority) {
                sitter.authorityChanged();
            }
        }
    }
}
