package parley.loadtest.exchange;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtest.exchange.Sends.Message;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.Page;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TabId;

/// One tab of a visitor nobody knows yet.
final class VisitorSide implements Side {
    private final FrameEncoder encoder = new FrameEncoder();
    private final PortalId portal;
    private final String page;
    private final TabId tab;
    private final Meeting meeting;
    private @Nullable String token;
    private @Nullable String epoch;
    private @Nullable ConversationId conversation;
    private boolean attached;

    /// @param page whose origin the portal lists
    VisitorSide(PortalId portal, String page, TabId tab, Meeting meeting) {
        this.portal = portal;
        this.page = page;
        this.tab = tab;
        this.meeting = meeting;
    }

    @Override
    public String name() {
        return "visitor";
    }

    @Override
    public URI address(URI node) {
        return node.resolve("/v1/chat/" + portal);
    }

    @Override
    public String origin() {
        var url = URI.create(page);
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    @Override
    public byte[] connect(Holding holding) {
        var resume =
                conversation == null
                        ? List.<ClientFrame.Resume>of()
                        : List.of(new ClientFrame.Resume(conversation, holding.have(), epoch));
        return encoder.encode(
                new ClientFrame.Connect(
                        1,
                        portal,
                        new Page(page, "Exchange", null),
                        Device.DESKTOP,
                        "en",
                        token,
                        null,
                        tab,
                        resume,
                        List.of()));
    }

    @Override
    public byte @Nullable [] react(ServerFrame frame, Holding holding) {
        switch (frame) {
            case ServerFrame.Ready ready -> {
                token = ready.token();
                attached = true;
                meeting.is(ready.visitor());
                ready.conversations().forEach(head -> epoch = head.epoch());
            }
            case ServerFrame.Ack ack -> conversation = ack.conversation();
            case ServerFrame.Logged entry -> conversation = entry.conversation();
            default -> {}
        }
        return null;
    }

    @Override
    public boolean attached() {
        return attached;
    }

    @Override
    public void detached() {
        attached = false;
    }

    @Override
    public @Nullable ConversationId conversation() {
        return conversation;
    }

    @Override
    public byte[] send(Message message) {
        var text = new MessageText(message.body());
        return encoder.encode(new ClientFrame.Send(message.cmid(), conversation, false, text));
    }

    @Override
    public byte[] sync(ConversationId of, long after) {
        return encoder.encode(new ClientFrame.Sync(of, after, 200));
    }

    @Override
    public byte[] ping(long t, Holding holding) {
        Map<ConversationId, Long> have =
                conversation == null ? Map.of() : Map.of(conversation, holding.have());
        return encoder.encode(new ClientFrame.Ping(t, have));
    }
}
