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
import parley.gateway.session.PortalSnapshot.Facts;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Reads from the stores what a portal's snapshot is made of.
public final class PortalLoader {
    private final PortalStore portals;
    private final ChatflowStore chatflows;
    private final InboxStore inboxes;
    private final TeamStore teams;
    private final PresenceStore presence;

    public PortalLoader(
            PortalStore portals,
            ChatflowStore chatflows,
            InboxStore inboxes,
            TeamStore teams,
            PresenceStore presence) {
        this.portals = portals;
        this.chatflows = chatflows;
        this.inboxes = inboxes;
        this.teams = teams;
        this.presence = presence;
    }

    Mono<List<Portal>> portals() {
        return portals.all();
    }

    /// Everything; empty if there is no such portal.
    Mono<Facts> facts(PortalId id) {
        return Mono.zip(portals.find(id), chatflows.list(id), inboxes.ofPortal(id), staff(id))
                .map(it ->
                        new Facts(
                                it.getT1(),
                                it.getT2(),
                                it.getT3().stream()
                                        .collect(Collectors.toMap(Inbox::id, Function.identity())),
                                it.getT4()));
    }

    /// The same facts with the agents as they are now: status, presence, load.
    Mono<Facts> withStaffOfNow(Facts facts) {
        return presence.agentStates(facts.portal().id())
                .map(states ->
                        new Facts(
                                facts.portal(),
                                facts.chatflows(),
                                facts.inboxes(),
                                new Staff(
                                        states.stream()
                                                .collect(
                                                        Collectors.toMap(
                                                                it -> it.agent().id(),
                                                                Function.identity())),
                                        facts.staff().teams())));
    }

    private Mono<Staff> staff(PortalId id) {
        return Mono.zip(presence.agentStates(id), teams.ofPortal(id))
                .map(it ->
                        new Staff(
                                it.getT1().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        state -> state.agent().id(),
                                                        Function.identity())),
                                it.getT2().stream()
                                        .collect(Collectors.toMap(Team::id, Function.identity()))));
    }
}
