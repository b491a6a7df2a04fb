package parley.gateway.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.frame.CloseCode;
import parley.protocol.value.TabId;

/// Which connection a tab has on this node. A newer one of the same tab and visitor takes over
/// (contract §7); best effort, since everything a tab does is idempotent. From any thread.
final class Tabs {
    /// In which the newer connection becomes live, and the older one settles what it sent.
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Map<TabId, VisitorSession> sessions = new ConcurrentHashMap<>();

    /// The session is the tab's from now on; the one before is closed with 4409, but only once the
    /// newer one has had time to become live (make before break). A tab of another visitor is left
    /// alone: ids of tabs are the clients' own.
    void taken(TabId tab, VisitorSession session) {
        sessions.compute(
                tab,
                (_, before) -> {
                    if (before == null || before == session) {
                        return session;
                    }
                    if (!before.isOf(session)) {
                        return before;
                    }
                    before.loop().schedule(() -> replaced(tab, before, session), GRACE);
                    return session;
                });
    }

    /// If the newer one has ended meanwhile, the older one is all that the tab has.
    private void replaced(TabId tab, VisitorSession before, VisitorSession session) {
        if (sessions.get(tab) == session) {
            before.close(CloseCode.REPLACED, "newer tab");
        }
    }

    /// The tab's connection ends, if it is still this one.
    void left(TabId tab, VisitorSession session) {
        sessions.remove(tab, session);
    }
}
