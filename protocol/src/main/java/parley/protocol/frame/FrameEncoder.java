package parley.protocol.frame;

/// Writes frames as the bytes of a text message. Stateless; shared between threads.
public final class FrameEncoder {
    /// Encodes one frame.
    public byte[] encode(ServerFrame frame) {
        throw new UnsupportedOperationException("next commit");
    }

    /// Encodes the object that `decision` frames and `ready` frames have in common: once per
    /// outcome, shared by every connection that gets it. Splice it in with [#decisionFrame] and
    /// [#ready].
    public byte[] decision(DecisionView decision) {
        throw new UnsupportedOperationException("next commit");
    }

    /// A `decision` frame around an encoded decision.
    ///
    /// @param decision what [#decision] returned
    public byte[] decisionFrame(byte[] decision) {
        throw new UnsupportedOperationException("next commit");
    }

    /// A `ready` frame around an encoded decision.
    ///
    /// @param ready of which the decision is not looked at
    /// @param decision what [#decision] returned
    public byte[] ready(ServerFrame.Ready ready, byte[] decision) {
        throw new UnsupportedOperationException("next commit");
    }

    /// Encodes one visitor's frame, for clients and tests.
    public byte[] encode(ClientFrame frame) {
        throw new UnsupportedOperationException("next commit");
    }

    /// Encodes one agent's frame, for clients and tests.
    public byte[] encode(AgentFrame frame) {
        throw new UnsupportedOperationException("next commit");
    }
}
