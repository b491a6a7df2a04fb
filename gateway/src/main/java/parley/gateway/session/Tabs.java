package parley.gateway.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import parley.protocol.frame.CloseCode;
import parley.protocol.value.TabId;

/// Which connection a tab has on this node. A newer one of the same tab and visitor takes over
/// (contract §7); best effort, since everything a tab does is idempotent. From any thread.
final class Tabs {
    private final Map<TabId, VisitorSession> sessions = new ConcurrentHashMap<>();

    /// The session is the tab's from now on; the one before is closed with 4409. A tab of another
    /// visitor is left alone: ids of tabs are the clients' own.
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
                    before.loop().execute(() -> before.close(CloseCode.REPLACED, "newer tab"));
                    return session;
                });
    }

    /// The tab's connection ends, if it is still this one.
    void left(TabId tab, VisitorSession session) {
        sessions.remove(tab, session);
    }
}
