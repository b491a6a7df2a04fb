package parley.gateway.conversation;

import org.jspecify.annotations.Nullable;

/// The store did not answer, or was not asked: try again later. What a write did is unknown.
public class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
