package parley.gateway.app;

/// The gateway cannot start. The message says why and what to do, in one line.
final class StartFailure extends RuntimeException {
    /// @param message for the person who started it
    StartFailure(String message) {
        super(message);
    }

    /// @param message for the person who started it
    /// @param cause what was underneath
    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
