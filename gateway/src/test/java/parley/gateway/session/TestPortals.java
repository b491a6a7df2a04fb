package parley.gateway.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Channel.ReplyTime;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Portals that a test makes up and changes.
public final class TestPortals implements PortalSource {
    /// The origin that is allowed.
    public static final String ORIGIN = "https://shop.example";

    private final Map<PortalId, PortalFacts> facts = new ConcurrentHashMap<>();

    /// One inbox that is always open, one chatflow on all pages.
    public static PortalFacts simple(PortalId id) {
        var inbox = inbox(id, new Mode.Always());
        return new PortalFacts(
                portal(id),
                List.of(chatflow(id, inbox.id(), 1, Definition.initial())),
                Map.of(inbox.id(), inbox),
                new Staff(Map.of(), Map.of()));
    }

    public static Portal portal(PortalId id) {
        return new Portal(id, "Example Shop", Origins.of(List.of(ORIGIN)), true, false, 1);
    }

    public static Inbox inbox(PortalId portal, Mode mode) {
        var channel =
                new Channel(
                        new Colour("#2255aa"),
                        new Placement(Placement.Side.RIGHT, 0, 0),
                        mode,
                        new Channel.AsAvailable(),
                        ReplyTime.MINUTES);
        return new Inbox(
                portal, new InboxId(UUID.randomUUID()), "Support", channel, Set.of(), Set.of(), 1);
    }

    public static Chatflow chatflow(
            PortalId portal, InboxId inbox, int position, Definition definition) {
        return new Chatflow(
                new ChatflowId(UUID.randomUUID()),
                portal,
                inbox,
                "Chatflow " + position,
                true,
                position,
                1,
                Instant.EPOCH,
                definition);
    }

    /// @return this
    public TestPortals put(PortalFacts portal) {
        facts.put(portal.portal().id(), portal);
        return this;
    }

    @Override
    public Mono<List<Portal>> portals() {
        return Mono.fromSupplier(() -> facts.values().stream().map(PortalFacts::portal).toList());
    }

    @Override
    public Mono<PortalFacts> facts(PortalId id) {
        return Mono.fromSupplier(() -> facts.get(id));
    }

    @Override
    public Mono<PortalFacts> withStaffOfNow(PortalFacts known) {
        return facts(known.portal().id());
    }
}
