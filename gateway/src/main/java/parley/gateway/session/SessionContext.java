package parley.gateway.session;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Feeds;
import parley.gateway.visitor.VisitorTokens;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;

/// What all visitors' sessions of a node share.
record SessionContext(
        SessionConfig config,
        Talking talking,
        Wire wire,
        VisitorTokens tokens,
        Decisions decisions,
        SendLimits limits,
        Tabs tabs,
        SessionMetrics metrics,
        Clock clock,
        Supplier<UUID> ids) {
    /// Where messages go and come from.
    ///
    /// @param epoch of the database, told to clients
    record Talking(
            Conversations conversations, ConversationStore store, Feeds feeds, String epoch) {}

    /// Frames to bytes and back.
    record Wire(FrameDecoder<ClientFrame> decoder, FrameEncoder encoder) {}
}
