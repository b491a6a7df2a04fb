package parley.gateway.session;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import parley.gateway.conversation.Errands;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.FrameEncoder;

/// What all visitors' sessions of a node share.
///
/// @param returning visitors who wait to be looked up
/// @param identifying proofs that wait to be stored
record SessionContext(
        SessionConfig config,
        Talking talking,
        Wire wire,
        Greeting greeting,
        Decisions decisions,
        SendLimits limits,
        PortalLimits portalLimits,
        Tabs tabs,
        SessionMetrics metrics,
        Clock clock,
        Supplier<UUID> ids,
        Rush rush,
        Returning returning,
        Errands identifying) {
    /// Frames to bytes and back.
    record Wire(FrameDecoder<ClientFrame> decoder, FrameEncoder encoder) {}
}
