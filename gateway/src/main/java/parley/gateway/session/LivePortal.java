package parley.gateway.session;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import parley.gateway.access.Origins;
import parley.protocol.value.PortalId;

/// A portal that this node serves: always the latest snapshot, and the answers that were given from
/// it. From any thread.
public final class LivePortal {
    /// Most texts and answers kept to be shared; what comes after is not shared.
    private static final int MAX_SHARED = 1_000;

    private static final Origins NOWHERE = Origins.of(List.of());

    private final PortalId id;
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Map<Answer, Decision> decisions = new ConcurrentHashMap<>();
    private volatile PortalSnapshot snapshot;

    LivePortal(PortalId id, PortalSnapshot snapshot) {
        this.id = id;
        this.snapshot = snapshot;
    }

    /// Whose it is.
    public PortalId id() {
        return id;
    }

    /// Where its widget may run; empty while the portal is not active.
    public Origins origins() {
        var portal = snapshot.portal();
        return portal.active() ? portal.origins() : NOWHERE;
    }

    PortalSnapshot snapshot() {
        return snapshot;
    }

    /// Puts a newer snapshot in place. What was shared before is forgotten, so that it cannot pile
    /// up.
    void renew(PortalSnapshot newer) {
        snapshot = newer;
        texts.clear();
        decisions.clear();
    }

    /// One instance of texts that many sessions hold: origins, languages.
    String shared(String text) {
        return texts.size() < MAX_SHARED ? texts.computeIfAbsent(text, it -> it) : text;
    }

    /// One encoded answer for all sessions that get it.
    Decision shared(Answer answer, Function<Answer, Decision> encode) {
        var known = decisions.get(answer);
        if (known != null) {
            return known;
        }
        var fresh = encode.apply(answer);
        if (decisions.size() < MAX_SHARED) {
            decisions.put(answer, fresh);
        }
        return fresh;
    }
}
