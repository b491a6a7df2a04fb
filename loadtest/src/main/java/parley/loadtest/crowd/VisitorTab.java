package parley.loadtest.crowd;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import parley.loadtest.cluster.Node;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.Page;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TabId;

/// One tab of a visitor.
final class VisitorTab implements Party {
    static final String ORIGIN = "http://shop.example";

    private final FrameEncoder encoder = new FrameEncoder();
    private final Meeting meeting;
    private final TabId tab;
    private final ToIntFunction<Node> line;
    private final boolean looks;
    private @Nullable String token;
    private @Nullable String visitor;
    private @Nullable String epoch;

    /// @param line the port that leads to a node
    /// @param looks whether the visitor only looks, and never waits for a conversation to be known
    VisitorTab(Meeting meeting, UUID tab, ToIntFunction<Node> line, boolean looks) {
        this.meeting = meeting;
        this.tab = new TabId(tab);
        this.line = line;
        this.looks = looks;
    }

    @Override
    public URI address(Node node) {
        return URI.create(
                "ws://127.0.0.1:" + line.applyAsInt(node) + "/v1/chat/" + meeting.portal().id());
    }

    @Override
    public String origin() {
        return ORIGIN;
    }

    @Override
    public boolean mayConnect(List<Lane> lanes) {
        return looks || !lanes.isEmpty();
    }

    @Override
    public byte[] connect(List<Lane> lanes) {
        var started = meeting.startedOrNull();
        if (token == null && started != null) {
            token = started.token();
        }
        var resume =
                lanes.stream()
                        .filter(it -> it.conversation() != null)
                        .map(it -> new ClientFrame.Resume(known(it), it.have(), epoch))
                        .toList();
        return encoder.encode(
                new ClientFrame.Connect(
                        1,
                        new PortalId(meeting.portal().id()),
                        new Page(ORIGIN + "/", "Shop", null),
                        Device.DESKTOP,
                        "en",
                        token,
                        null,
                        tab,
                        resume,
                        List.of()));
    }

    @Override
    public void note(ServerFrame frame, List<Lane> lanes) {
        if (frame instanceof ServerFrame.Ready ready) {
            token = ready.token();
            visitor = ready.visitor().toString();
            ready.conversations().forEach(it -> epoch = it.epoch());
        }
    }

    @Override
    public String sender() {
        return visitor == null ? "" : visitor;
    }

    @Override
    public String actorKind() {
        return "visitor";
    }

    @Override
    public long canary() {
        return meeting.portal().canary();
    }

    @Override
    public void began(ConversationId conversation) {
        if (token != null && visitor != null) {
            meeting.started(new Meeting.Started(conversation, visitor, token));
        }
    }

    @Override
    public byte[] send(Lane lane, Lane.Message message) {
        return encoder.encode(
                new ClientFrame.Send(
                        message.cmid, lane.conversation(), false, new MessageText(message.body)));
    }

    @Override
    public byte[] sync(ConversationId conversation, long after) {
        return encoder.encode(new ClientFrame.Sync(conversation, after, 200));
    }

    @Override
    public byte[] ping(long t, List<Lane> lanes) {
        return encoder.encode(new ClientFrame.Ping(t, have(lanes)));
    }

    @Override
    public byte @Nullable [] attach(Lane lane) {
        return null;
    }

    static Map<ConversationId, Long> have(List<Lane> lanes) {
        var have = new HashMap<ConversationId, Long>();
        for (var lane : lanes) {
            if (lane.conversation() != null) {
                have.put(known(lane), lane.have());
            }
        }
        return have;
    }

    static ConversationId known(Lane lane) {
        var conversation = lane.conversation();
        if (conversation == null) {
            throw new IllegalStateException("the conversation has not begun");
        }
        return conversation;
    }
}
