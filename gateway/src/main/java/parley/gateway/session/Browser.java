package parley.gateway.session;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Device;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.Decisions.Engaged;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Page;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.TabId;
import parley.protocol.value.VisitorId;

/// What the page told of itself: no more than decisions need, for as long as the connection lives.
final class Browser {
    private VisitorId visitor;
    private final TabId tab;
    private final Device device;
    private final @Nullable String country;
    private final @Nullable String language;
    private final @Nullable String referrer;
    private final int since;
    private final boolean asksSurveys;
    private @Nullable ChatflowId counted;
    private boolean opened;
    private long lot;
    private String url;
    private int pageViews = 1;

    /// @param country by its address; null if it is not known
    /// @param since the loop's tick at which the visit began, as far as this connection knows
    Browser(
            VisitorId visitor,
            ClientFrame.Connect connect,
            @Nullable String country,
            LivePortal portal,
            int since) {
        this.country = country;
        this.visitor = visitor;
        this.tab = connect.tab();
        this.device = device(connect.device());
        this.language = connect.language() == null ? null : portal.shared(connect.language());
        this.referrer = connect.page().referrer();
        this.since = since;
        this.asksSurveys = connect.capabilities().contains("survey");
        this.url = connect.page().url();
        this.lot = visitor.value().getLeastSignificantBits();
    }

    /// Faces are drawn by this: what is the same on every page view, also before the browser may
    /// keep anything (HDR-04).
    void drawnBy(int networkAndAgent) {
        lot = networkAndAgent;
    }

    VisitorId visitor() {
        return visitor;
    }

    TabId tab() {
        return tab;
    }

    String url() {
        return url;
    }

    boolean onPhone() {
        return device == Device.MOBILE;
    }

    /// The visitor went to another page without a new connection.
    void visits(Page page) {
        url = page.url();
        pageViews++;
        counted = null;
        opened = false;
    }

    /// The browser is this person's from now on.
    void becomes(VisitorId person) {
        visitor = person;
    }

    /// Whether this client can show surveys.
    boolean asksSurveys() {
        return asksSurveys;
    }

    /// Whether showing this chatflow is new on this page view.
    boolean shows(ChatflowId chatflow) {
        boolean fresh = !chatflow.equals(counted);
        counted = chatflow;
        return fresh;
    }

    /// Whether opening the window is new on this page view.
    boolean opens() {
        boolean fresh = !opened;
        opened = true;
        return fresh;
    }

    /// Who asks for a decision now.
    Asker asker(@Nullable Engaged engaged, Standing standing, int now) {
        var contact = standing.contact();
        var facts =
                new VisitorFacts(
                        contact != null,
                        contact == null ? Map.of() : contact.properties(),
                        contact == null ? null : contact.lists(),
                        country,
                        device,
                        language,
                        referrer,
                        pageViews,
                        Duration.ofSeconds((now - since) / Link.TICKS_PER_SECOND),
                        Map.of());
        return new Asker(visitor, url, facts, engaged, standing, lot);
    }

    private static Device device(parley.protocol.frame.Device device) {
        return switch (device) {
            case DESKTOP -> Device.DESKTOP;
            case MOBILE -> Device.MOBILE;
            case TABLET -> Device.TABLET;
        };
    }
}
