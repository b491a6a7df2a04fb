package parley.protocol.frame;

import java.nio.charset.StandardCharsets;

/// Writes frames as the bytes of a text message. Stateless; shared between threads.
public final class FrameEncoder {
    private static final byte[] DECISION_FRAME =
            "{\"type\":\"decision\",".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DECISION_FIELD =
            ",\"decision\":".getBytes(StandardCharsets.US_ASCII);

    /// Encodes one frame.
    public byte[] encode(ServerFrame frame) {
        return JsonWriter.object(it -> ServerWire.write(frame, it));
    }

    /// Encodes one visitor's frame, for clients and tests.
    public byte[] encode(ClientFrame frame) {
        return JsonWriter.object(it -> VisitorWire.write(frame, it));
    }

    /// Encodes one agent's frame, for clients and tests.
    public byte[] encode(AgentFrame frame) {
        return JsonWriter.object(it -> AgentWire.write(frame, it));
    }

    /// Encodes the object that `decision` frames and `ready` frames have in common: once per
    /// outcome, shared by every connection that gets it. Put it in with [#decisionFrame] and
    /// [#ready].
    public byte[] decision(DecisionView decision) {
        return JsonWriter.object(it -> DecisionWire.write(decision, it));
    }

    /// A `decision` frame around an encoded decision.
    ///
    /// @param decision what [#decision] returned
    public byte[] decisionFrame(byte[] decision) {
        var frame = new byte[DECISION_FRAME.length + decision.length - 1];
        System.arraycopy(DECISION_FRAME, 0, frame, 0, DECISION_FRAME.length);
        System.arraycopy(decision, 1, frame, DECISION_FRAME.length, decision.length - 1);
        return frame;
    }

    /// A `ready` frame around an encoded decision.
    ///
    /// @param ready of which the decision is not looked at
    /// @param decision what [#decision] returned
    public byte[] ready(ServerFrame.Ready ready, byte[] decision) {
        var head = JsonWriter.object(it -> ServerWire.ready(ready, it));
        int at = head.length - 1;
        var frame = new byte[at + DECISION_FIELD.length + decision.length + 1];
        System.arraycopy(head, 0, frame, 0, at);
        System.arraycopy(DECISION_FIELD, 0, frame, at, DECISION_FIELD.length);
        System.arraycopy(decision, 0, frame, at + DECISION_FIELD.length, decision.length);
        frame[frame.length - 1] = '}';
        return frame;
    }
}
