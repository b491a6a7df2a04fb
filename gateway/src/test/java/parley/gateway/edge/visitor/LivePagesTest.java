package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.session.TestPortals.ORIGIN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.session.LivePages;
import parley.gateway.session.LivePages.Counted;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;

@DisplayName("What if this draft were published?")
class LivePagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    @DisplayName("counts the connected page views that would see it, and tells the pages nothing")
    void counted() {
        var portal = new PortalId(UUID.randomUUID());
        var other = new PortalId(UUID.randomUUID());
        var facts = TestPortals.simple(portal);
        var portals = new TestPortals().put(facts).put(TestPortals.simple(other));
        var talking = new NoStore().talking();
        var sockets = new ArrayList<RawSocket>();
        try (var edge =
                new VisitorEdge(
                        portals,
                        talking,
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open())) {
            for (var page : List.of("/pricing", "/pricing/pro", "/blog")) {
                sockets.add(connected(edge, portal, page));
            }
            sockets.add(connected(edge, other, "/pricing"));
            var inbox = facts.inboxes().keySet().iterator().next();
            var draft = TestPortals.chatflow(portal, inbox, 1, onPages("/pricing"));
            var behind = TestPortals.chatflow(portal, inbox, 2, onPages("/pricing"));
            var published = facts.chatflows().getFirst();
            assertThat(wouldSee(edge.pages(), portal, behind))
                    .as("the one on all pages comes first")
                    .isEqualTo(new Counted("test", 3, 0, 0, 0));
            assertThat(wouldSee(edge.pages(), portal, published).then()).isEqualTo(3);
            var narrowed =
                    new Chatflow(
                            published.id(),
                            portal,
                            inbox,
                            published.name(),
                            true,
                            1,
                            1,
                            published.createdAt(),
                            draft.definition());
            assertThat(wouldSee(edge.pages(), portal, narrowed))
                    .isEqualTo(new Counted("test", 3, 0, 3, 2));
            sockets.getFirst().text("{\"type\":\"ping\",\"t\":1}");
            assertThat(sockets.getFirst().next("pong", "decision")).contains("\"pong\"");
        } finally {
            sockets.forEach(RawSocket::close);
        }
    }

    @Test
    @DisplayName("is not answered where no visitors are served")
    void nobody() {
        var portal = new PortalId(UUID.randomUUID());
        var facts = TestPortals.simple(portal);
        assertThat(
                        new LivePages()
                                .wouldSee(portal, facts.chatflows().getFirst())
                                .blockOptional(PATIENCE))
                .isEmpty();
    }

    private static Counted wouldSee(LivePages pages, PortalId portal, Chatflow draft) {
        return pages.wouldSee(portal, draft).block(PATIENCE);
    }

    private static RawSocket connected(VisitorEdge edge, PortalId portal, String path) {
        var socket = edge.upgraded(portal, ORIGIN);
        var connect = TestTab.connectFrame(portal.toString(), UUID.randomUUID(), "");
        socket.text(connect.replace("https://shop.example/pricing", ORIGIN + path));
        assertThat(socket.next("ready")).isNotEmpty();
        return socket;
    }

    private static Definition onPages(String prefix) {
        var rule = new Url(Url.Operator.BEGINS_WITH, prefix, false);
        return Definition.initial()
                .withTarget(new Target(List.of(rule), List.of(), List.of(), List.of(), false));
    }
}
