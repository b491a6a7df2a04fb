package parley.loadtest.crowd;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.Page;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TabId;

/// A visitor that nobody simulates: what a connection of its own needs to say.
///
/// @param portal whose page it is on
public record Stranger(UUID portal, UUID tab) {
    /// What the gateway is asked for.
    public String path() {
        return "/v1/chat/" + portal;
    }

    public String origin() {
        return VisitorTab.ORIGIN;
    }

    /// The first frame.
    public byte[] connect() {
        return connect(tab, null, List.of());
    }

    /// The first frame of a visitor who was here before.
    ///
    /// @param token of an earlier connection; null: none was given
    public byte[] comesBack(@Nullable String token) {
        return connect(tab, token, List.of());
    }

    /// The same portal, somebody else or another tab.
    public Stranger another() {
        return new Stranger(portal, UUID.randomUUID());
    }

    /// The first frame of somebody who claims to hold something.
    ///
    /// @param token of an earlier connection; null: none
    public byte[] resume(@Nullable String token, UUID conversation, long have, String epoch) {
        var claim = new ClientFrame.Resume(new ConversationId(conversation), have, epoch);
        return connect(tab, token, List.of(claim));
    }

    private byte[] connect(UUID as, @Nullable String token, List<ClientFrame.Resume> resume) {
        return new FrameEncoder()
                .encode(
                        new ClientFrame.Connect(
                                1,
                                new PortalId(portal),
                                new Page(VisitorTab.ORIGIN + "/", "Shop", null),
                                Device.DESKTOP,
                                "en",
                                token,
                                null,
                                new TabId(as),
                                resume,
                                List.of()));
    }
}
