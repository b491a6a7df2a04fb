package parley.loadtest.history;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One thing that one virtual client did or saw. All clients read one monotonic clock.
public sealed interface Happening {
    /// Number of the client, unique in the history. A client stands for one tab or one agent,
    /// across its reconnects.
    int client();

    /// When, in nanoseconds of the common monotonic clock.
    long at();

    /// The client wrote a send to a socket. A retry of the same `cmid` is another invoke.
    ///
    /// @param sender identity of the sender, the scope of `cmid`
    /// @param hash hash of the body
    record Invoke(int client, long at, UUID conversation, String sender, UUID cmid, long hash)
            implements Happening {}

    /// The client read an ack.
    record Ack(int client, long at, UUID conversation, UUID cmid, long seq) implements Happening {}

    /// The client read a nack.
    record Nack(int client, long at, UUID cmid, boolean definite) implements Happening {}

    /// The client's SDK handed an entry to the application.
    ///
    /// @param cmid present when the client was its sender
    /// @param canary the tenant mark found in the body, 0 if none
    record Observe(
            int client,
            long at,
            UUID conversation,
            long seq,
            UUID id,
            long hash,
            @Nullable UUID cmid,
            long canary)
            implements Happening {}

    /// The client was told to forget what it holds of a conversation.
    record Reset(int client, long at, UUID conversation) implements Happening {}

    /// Replay ended: the client holds everything up to `seq` and is attached from here on.
    record Live(int client, long at, UUID conversation, long seq) implements Happening {}

    /// The client's connection ended.
    record Lost(int client, long at) implements Happening {}
}
