package parley.gateway.session;

/// What a node serves now, for tests in other packages.
public final class Served {
    private Served() {}

    /// The facts that answers are given from.
    public static PortalFacts facts(LivePortal portal) {
        return portal.snapshot().facts();
    }
}
