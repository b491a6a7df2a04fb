package parley.protocol.frame;

/// Reads the bytes of one text message. Never throws for what a peer can send. Stateless; shared
/// between threads.
///
/// @param <F> the frames it reads
public final class FrameDecoder<F> {
    private FrameDecoder() {}

    /// Reads what visitors send.
    public static FrameDecoder<ClientFrame> ofVisitors() {
        return new FrameDecoder<>();
    }

    /// Reads what agents send.
    public static FrameDecoder<AgentFrame> ofAgents() {
        return new FrameDecoder<>();
    }

    /// Reads what the gateway sends; for clients and tests.
    public static FrameDecoder<ServerFrame> ofServer() {
        return new FrameDecoder<>();
    }

    /// Decodes one message.
    public Decoded<F> decode(byte[] message) {
        return decode(message, 0, message.length);
    }

    /// Decodes one message that is part of an array.
    public Decoded<F> decode(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("next commit");
    }
}
