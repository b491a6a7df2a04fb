package parley.gateway.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.CompiledChatflows;
import parley.gateway.chatflow.Display.Heading;

/// What visitors of whom nothing is known are shown by one snapshot, where the page alone decides:
/// no rule asks about the visitor, and no faces are drawn by lot. A change is then told to
/// thousands on one page with one look-up each. From any thread.
final class PageAnswers {
    /// Pages kept of each kind of screen; what is shown on others is decided each time.
    static final int MAX_PAGES = 256;

    private final boolean pageDecides;
    private final Map<String, Decision> onPhones = new ConcurrentHashMap<>();
    private final Map<String, Decision> elsewhere = new ConcurrentHashMap<>();

    private PageAnswers(boolean pageDecides) {
        this.pageDecides = pageDecides;
    }

    static PageAnswers of(CompiledChatflows chatflows) {
        return new PageAnswers(
                chatflows.reads().facts().isEmpty()
                        && chatflows.published().stream()
                                .map(it -> it.definition().display().heading())
                                .allMatch(Heading.Branding.class::isInstance));
    }

    /// @return null if it has to be decided
    @Nullable Decision find(String url, boolean phone) {
        return pageDecides ? of(phone).get(url) : null;
    }

    void keep(String url, boolean phone, Decision decision) {
        var answers = of(phone);
        if (pageDecides && answers.size() < MAX_PAGES) {
            answers.put(url, decision);
        }
    }

    private Map<String, Decision> of(boolean phone) {
        return phone ? onPhones : elsewhere;
    }
}
