package parley.loadtest.websocket;

/// What a connection brought.
public sealed interface Received {
    /// One text message.
    record Text(String text) implements Received {}

    /// The server closed, or TCP ended; nothing comes after.
    ///
    /// @param code of the close frame, or 1006 when there was none
    record Closed(int code, String reason) implements Received {}
}
