package parley.gateway.session;

import org.jspecify.annotations.Nullable;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;

/// What a visitor is shown, encoded: one object for all connections that get the same.
///
/// @param version equal versions show the same
/// @param chatflow null: nothing is shown
/// @param inbox where a conversation would arrive; null exactly when there is no chatflow
/// @param shown whether anything is
/// @param json the object that `decision` and `ready` frames hold
/// @param frame the whole `decision` frame
@SuppressWarnings("ArrayRecordComponent") // compared by version, never written to
record Decision(
        String version,
        @Nullable ChatflowId chatflow,
        @Nullable InboxId inbox,
        boolean shown,
        byte[] json,
        byte[] frame) {
    /// Whether a visitor who is told this after that sees a difference.
    boolean differsFrom(Decision other) {
        return !version.equals(other.version);
    }
}
