package parley.gateway.app.rehearsal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule;
import parley.gateway.chatflow.TargetingRule.Url.Operator;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.PortalSource;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// A portal that is nowhere stored and that nobody else can reach: ten chatflows of every operator,
/// of which the last one matches.
final class RehearsalPortal implements PortalSource {
    static final String ORIGIN = "https://rehearsal.invalid";
    static final String PAGE = ORIGIN + "/en/products/rehearsal/?campaign=autumn&step=2";

    private static final List<TargetingRule.Url> OTHER_PAGES =
            List.of(
                    new TargetingRule.Url(Operator.IS, ORIGIN + "/pricing", true),
                    new TargetingRule.Url(Operator.IS_EXACTLY, ORIGIN + "/docs?x=1", true),
                    new TargetingRule.Url(Operator.CONTAINS, "/checkout", true),
                    new TargetingRule.Url(Operator.BEGINS_WITH, ORIGIN + "/de/", true),
                    new TargetingRule.Url(Operator.MATCHES_WILDCARD, ORIGIN + "/*/blog/*", true));

    private final PortalFacts facts;

    RehearsalPortal(Supplier<UUID> ids) {
        var id = new PortalId(ids.get());
        var inbox = inbox(id, new InboxId(ids.get()));
        var chatflows = new ArrayList<Chatflow>();
        for (int position = 1; position < 10; position++) {
            var target = target(OTHER_PAGES.get(position % OTHER_PAGES.size()));
            chatflows.add(chatflow(id, inbox, ids.get(), position, target));
        }
        chatflows.add(chatflow(id, inbox, ids.get(), 10, Target.initial()));
        facts =
                new PortalFacts(
                        new Portal(id, "Rehearsal", Origins.of(List.of(ORIGIN)), true, false, 1),
                        chatflows,
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of()));
    }

    PortalId id() {
        return facts.portal().id();
    }

    @Override
    public Mono<List<Portal>> portals() {
        return Mono.just(List.of(facts.portal()));
    }

    @Override
    public Mono<PortalFacts> facts(PortalId id) {
        return Mono.just(facts);
    }

    @Override
    public Mono<PortalFacts> withStaffOfNow(PortalFacts known) {
        return Mono.just(facts);
    }

    private static Target target(TargetingRule.Url page) {
        return new Target(List.of(page), List.of(), List.of(), List.of(), false);
    }

    private static Chatflow chatflow(
            PortalId portal, Inbox inbox, UUID id, int position, Target target) {
        return new Chatflow(
                new ChatflowId(id),
                portal,
                inbox.id(),
                "rehearsal " + position,
                true,
                position,
                1,
                Instant.EPOCH,
                Definition.initial().withTarget(target));
    }

    private static Inbox inbox(PortalId portal, InboxId id) {
        var channel =
                new Channel(
                        new Colour("#2255aa"),
                        new Placement(Placement.Side.RIGHT, 0, 0),
                        new Channel.Mode.Always(),
                        new Channel.AsAvailable(),
                        Channel.ReplyTime.MINUTES);
        return new Inbox(portal, id, "Rehearsal", channel, Set.of(), Set.of(), 1);
    }
}
