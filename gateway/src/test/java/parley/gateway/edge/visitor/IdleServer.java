package parley.gateway.edge.visitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.TestPortals;
import parley.protocol.value.PortalId;

/// A visitors' listener in a process of its own, one portal with ten published chatflows, for
/// [IdleMemoryIT]. Prints its port; ends when its input does.
final class IdleServer {
    static final PortalId PORTAL =
            new PortalId(new UUID(0x1234_0000_0000_4000L, 0x8000_0000_0000_0001L));

    private static final int CHATFLOWS = 10;

    private IdleServer() {}

    public static void main(String[] args) throws Exception {
        var inbox = TestPortals.inbox(PORTAL, new Channel.Mode.Always());
        List<Chatflow> chatflows = new ArrayList<>();
        for (int i = 1; i <= CHATFLOWS; i++) {
            chatflows.add(TestPortals.chatflow(PORTAL, inbox.id(), i, Definition.initial()));
        }
        var facts =
                new PortalFacts(
                        TestPortals.portal(PORTAL),
                        chatflows,
                        Map.of(inbox.id(), inbox),
                        new Staff(Map.of(), Map.of()));
        try (var edge =
                new VisitorEdge(
                        new TestPortals().put(facts),
                        new NoStore().talking(),
                        new QuietBroker(),
                        VisitorEdge.config(),
                        VisitorEdge.open())) {
            ChildJvm.announce(edge.address().getPort());
        }
    }
}
