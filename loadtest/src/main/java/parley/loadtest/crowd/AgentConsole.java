package parley.loadtest.crowd;

import java.net.URI;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;

/// One agent with some conversations on the screen.
final class AgentConsole implements Party {
    private final FrameEncoder encoder = new FrameEncoder();
    private final Portal portal;
    private final Portal.Desk desk;
    private final boolean list;
    private final ToIntFunction<Node> line;
    private @Nullable String epoch;

    /// @param list whether the inbox's list is open, too: then every message of the portal changes
    ///   a row here
    AgentConsole(Portal portal, Portal.Desk desk, boolean list, ToIntFunction<Node> line) {
        this.portal = portal;
        this.desk = desk;
        this.list = list;
        this.line = line;
    }

    @Override
    public URI address(Node node) {
        return URI.create("ws://127.0.0.1:" + line.applyAsInt(node) + "/v1/agent");
    }

    @Override
    public @Nullable String origin() {
        return null;
    }

    @Override
    public boolean mayConnect(List<Lane> lanes) {
        return true;
    }

    @Override
    public byte[] connect(List<Lane> lanes) {
        var resume =
                lanes.stream()
                        .map(it -> new AgentFrame.Resume(VisitorTab.known(it), it.have(), 0, epoch))
                        .toList();
        var inboxes = list ? List.of(new InboxId(portal.inbox())) : List.<InboxId>of();
        return encoder.encode(new AgentFrame.Connect(1, desk.token(), inboxes, resume, null));
    }

    @Override
    public void note(ServerFrame frame, List<Lane> lanes) {
        if (frame instanceof ServerFrame.AgentReady ready) {
            epoch = ready.epoch();
        }
    }

    @Override
    public String sender() {
        return desk.agent().toString();
    }

    @Override
    public String actorKind() {
        return "agent";
    }

    @Override
    public long canary() {
        return portal.canary();
    }

    @Override
    public void began(ConversationId conversation) {
        // Agents begin none.
    }

    @Override
    public byte[] send(Lane lane, Lane.Message message) {
        return encoder.encode(
                new AgentFrame.Send(
                        message.cmid, VisitorTab.known(lane), new MessageText(message.body)));
    }

    @Override
    public byte[] sync(ConversationId conversation, long after) {
        return encoder.encode(new AgentFrame.Sync(conversation, Stream.PUBLIC, after, 200));
    }

    @Override
    public byte[] ping(long t, List<Lane> lanes) {
        return encoder.encode(new AgentFrame.Ping(t, VisitorTab.have(lanes)));
    }

    @Override
    public byte[] attach(Lane lane) {
        return encoder.encode(new AgentFrame.Watch(VisitorTab.known(lane), lane.have(), 0, epoch));
    }
}
