package parley.loadtest.history;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One stored entry of the public stream, as the checker's own SQL read it.
///
/// @param sender identity of the sender in the form that [Happening.Invoke] uses
/// @param cmid null for entries that no client sent
/// @param hash hash of the stored body, computed by the checker
/// @param canary the tenant mark found in the body, 0 if none
public record Row(
        UUID conversation,
        long seq,
        UUID id,
        String sender,
        @Nullable UUID cmid,
        long hash,
        long canary) {}
