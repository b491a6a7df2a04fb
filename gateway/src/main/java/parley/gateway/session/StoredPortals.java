package parley.gateway.session;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import parley.gateway.access.Portal;
import parley.gateway.access.store.PortalStore;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.availability.store.TeamStore;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Reads from the stores what portals are made of.
public final class StoredPortals implements PortalSource {
    private final PortalStore portals;
    private final ChatflowStore chatflows;
    private final InboxStore inboxes;
    private final TeamStore teams;
    private final PresenceStore presence;
    private final StoredExtras extras;

    public StoredPortals(
            PortalStore portals,
            ChatflowStore chatflows,
            InboxStore inboxes,
            TeamStore teams,
            PresenceStore presence,
            StoredExtras extras) {
        this.portals = portals;
        this.chatflows = chatflows;
        this.inboxes = inboxes;
        this.teams = teams;
        this.presence = presence;
        this.extras = extras;
    }

    @Override
    public Mono<List<Portal>> portals() {
        return portals.all();
    }

    @Override
    public Mono<PortalFacts> facts(PortalId id) {
        return Mono.zip(portals.find(id), chatflows.list(id), inboxes.ofPortal(id), staff(id))
                .flatMap(it ->
                        extras.of(id, it.getT3())
                                .map(more ->
                                        new PortalFacts(
                                                it.getT1(),
                                                it.getT2(),
                                                it.getT3().stream()
                                                        .collect(
                                                                Collectors.toUnmodifiableMap(
                                                                        Inbox::id,
                                                                        Function.identity())),
                                                it.getT4(),
                                                more)));
    }

    @Override
    public Mono<PortalFacts> withStaffOfNow(PortalFacts facts) {
        return presence.agentStates(facts.portal().id())
                .map(states ->
                        new PortalFacts(
                                facts.portal(),
                                facts.chatflows(),
                                facts.inboxes(),
                                new Staff(
                                        states.stream()
                                                .collect(
                                                        Collectors.toUnmodifiableMap(
                                                                it -> it.agent().id(),
                                                                Function.identity())),
                                        facts.staff().teams()),
                                facts.extras()));
    }

    private Mono<Staff> staff(PortalId id) {
        return Mono.zip(presence.agentStates(id), teams.ofPortal(id))
                .map(it ->
                        new Staff(
                                it.getT1().stream()
                                        .collect(
                                                Collectors.toUnmodifiableMap(
                                                        state -> state.agent().id(),
                                                        Function.identity())),
                                it.getT2().stream()
                                        .collect(
                                                Collectors.toUnmodifiableMap(
                                                        Team::id, Function.identity()))));
    }
}
