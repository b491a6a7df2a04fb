package parley.gateway.conversation;

import org.jspecify.annotations.Nullable;

/// The store did not answer, or was not asked: try again later. What a write did is unknown. It
/// holds no stack trace of its own: in an outage there are many, and they all tell the same.
public class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
