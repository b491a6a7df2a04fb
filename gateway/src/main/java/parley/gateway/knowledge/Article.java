package parley.gateway.knowledge;

import java.util.UUID;
import parley.protocol.value.PortalId;

/// A page of the customer's knowledge base, as far as it is searched.
///
/// @param title 1 to 200 characters
/// @param body as plain text, at most 100,000 characters
/// @param url where it is read: an https address
/// @param language a primary tag, as in `de`
/// @param published drafts are found by nobody
public record Article(
        PortalId portal,
        UUID id,
        String title,
        String body,
        String url,
        String language,
        boolean published,
        long version) {
    /// As many must be published before visitors may search (W5).
    public static final int FEWEST_TO_SEARCH = 3;
}
