package parley.gateway.app.embedded;

/// The embedded servers cannot run here. The message says why and what to do.
public final class EmbeddedFailure extends RuntimeException {
    /// @param message one line for the person who started the program
    public EmbeddedFailure(String message) {
        super(message);
    }

    /// @param message one line for the person who started the program
    /// @param cause what was underneath
    public EmbeddedFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
