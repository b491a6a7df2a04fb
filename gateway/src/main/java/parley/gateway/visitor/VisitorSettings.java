package parley.gateway.visitor;

import java.util.List;
import parley.protocol.value.PortalId;

/// What a portal asks of visitors as a whole.
///
/// @param identityRequired whether only identified visitors may write
/// @param meetingHosts hosts of the meetings tool: links there vanish under an alias (D5)
public record VisitorSettings(
        PortalId portal, boolean identityRequired, List<String> meetingHosts, long version) {
    /// Copies the list.
    public VisitorSettings {
        meetingHosts = List.copyOf(meetingHosts);
    }

    /// What holds where nothing was said.
    public static VisitorSettings initial(PortalId portal) {
        return new VisitorSettings(portal, false, List.of(), 0);
    }
}
