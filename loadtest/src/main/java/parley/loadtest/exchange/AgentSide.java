package parley.loadtest.exchange;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtest.exchange.Sends.Message;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;

/// An agent who looks for the visitor's conversation in every inbox they may see, and answers
/// there. The inboxes are learnt from a first `ready`, so the first connection is given up for one
/// that names them.
final class AgentSide implements Side {
    private final FrameEncoder encoder = new FrameEncoder();
    private final String name;
    private final String token;
    private final Meeting meeting;
    private List<InboxId> inboxes = List.of();
    private @Nullable ConversationId conversation;
    private boolean attached;
    private boolean watching;

    AgentSide(String name, String token, Meeting meeting) {
        this.name = name;
        this.token = token;
        this.meeting = meeting;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public URI address(URI node) {
        return node.resolve("/v1/agent");
    }

    @Override
    public @Nullable String origin() {
        return null;
    }

    @Override
    public byte[] connect(Holding holding) {
        List<AgentFrame.Resume> resume =
                conversation == null
                        ? List.of()
                        : List.of(new AgentFrame.Resume(conversation, holding.have(), 0, null));
        watching = conversation != null;
        return encoder.encode(new AgentFrame.Connect(1, token, inboxes, resume, null));
    }

    @Override
    public byte @Nullable [] react(ServerFrame frame, Holding holding) {
        return switch (frame) {
            case ServerFrame.AgentReady ready -> ready(ready);
            case ServerFrame.Heads heads -> {
                heads.rows().forEach(this::look);
                yield watch(holding);
            }
            case ServerFrame.RowChanged(var row) -> {
                look(row);
                yield watch(holding);
            }
            default -> null;
        };
    }

    private byte @Nullable [] ready(ServerFrame.AgentReady ready) {
        if (inboxes.isEmpty()) {
            inboxes = ready.inboxes().stream().map(ServerFrame.InboxName::id).toList();
            return encoder.encode(new AgentFrame.Bye());
        }
        attached = true;
        return null;
    }

    private void look(ServerFrame.Row row) {
        if (conversation == null && meeting.isOf(row.visitor())) {
            conversation = row.conversation();
        }
    }

    private byte @Nullable [] watch(Holding holding) {
        if (conversation == null || watching) {
            return null;
        }
        watching = true;
        return encoder.encode(new AgentFrame.Watch(conversation, holding.have(), 0, null));
    }

    @Override
    public boolean attached() {
        return attached && conversation != null;
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
        if (conversation == null) {
            throw new IllegalStateException("no conversation yet");
        }
        var text = new MessageText(message.body());
        return encoder.encode(new AgentFrame.Send(message.cmid(), conversation, text));
    }

    @Override
    public byte[] sync(ConversationId of, long after) {
        return encoder.encode(new AgentFrame.Sync(of, Stream.PUBLIC, after, 200));
    }

    @Override
    public byte[] ping(long t, Holding holding) {
        Map<ConversationId, Long> have =
                conversation == null ? Map.of() : Map.of(conversation, holding.have());
        return encoder.encode(new AgentFrame.Ping(t, have));
    }
}
