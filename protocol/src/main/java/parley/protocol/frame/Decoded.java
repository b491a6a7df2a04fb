package parley.protocol.frame;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;

/// What a text message turned out to be.
///
/// @param <F> the frames that were expected
public sealed interface Decoded<F> {
    /// A frame, every part of it checked.
    record Frame<F>(F frame) implements Decoded<F> {}

    /// Well-formed, of a type not known here: answered `error{unsupported}`, and the connection
    /// stays.
    ///
    /// @param type as the peer wrote it, at most 64 characters; for counting, not for a log
    record Unsupported<F>(String type) implements Decoded<F> {}

    /// A send that is all right but for what it says: answered by a definite nack, and the
    /// connection stays.
    record Refused<F>(ClientMessageId cmid, @Nullable ConversationId conversation, NackCode code)
            implements Decoded<F> {}

    /// Not a frame: the connection ends.
    ///
    /// @param close with which code
    /// @param detail what was wrong; holds nothing of what the peer sent but known field names
    record Malformed<F>(CloseCode close, String detail) implements Decoded<F> {}
}
