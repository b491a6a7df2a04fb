package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.explain.PageExplanation;
import parley.gateway.session.explain.Question;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

@DisplayName("Rules that would take too long for a page")
class OverBudgetTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String ATTACK = "https://shop.example/%41?" + "%C3%A9".repeat(1_300);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PortalId portal = new PortalId(UUID.randomUUID());

    @Test
    @DisplayName("show nothing, are counted, and the explanation says so")
    void nothing() {
        var facts = facts();
        var decisions = new Decisions(new FrameEncoder(), new SessionMetrics(meters));
        var live = new LivePortal(portal, PortalSnapshot.of(facts, NOW));
        var visitor = new VisitorId(UUID.randomUUID());
        var asker = new Asker(visitor, ATTACK, VisitorFacts.NOTHING, null);
        var decision = decisions.decide(live, asker, NOW);
        assertThat(decision.chatflow()).isNull();
        assertThat(new String(decision.json(), StandardCharsets.UTF_8)).contains("\"hidden\"");
        assertThat(meters.counter("chat.flow.overbudget").count()).isEqualTo(1);
        var question = new Question(ATTACK, null, VisitorFacts.NOTHING, null, null, NOW);
        assertThat(PageExplanation.of(facts, question).because())
                .startsWith("hidden because the rules take too many steps for this page");
    }

    @Test
    @DisplayName("harm no other page")
    void others() {
        var decisions = new Decisions(new FrameEncoder(), new SessionMetrics(meters));
        var live = new LivePortal(portal, PortalSnapshot.of(facts(), NOW));
        var visitor = new VisitorId(UUID.randomUUID());
        var asker = new Asker(visitor, "https://shop.example/", VisitorFacts.NOTHING, null);
        assertThat(decisions.decide(live, asker, NOW).chatflow()).isNotNull();
        assertThat(meters.counter("chat.flow.overbudget").count()).isZero();
    }

    /// Fifty chatflows of 200 rules that look at the whole page, and behind them one on all pages.
    private PortalFacts facts() {
        var inbox = TestPortals.inbox(portal, new Channel.Mode.Always());
        var rule = new Url(Url.Operator.CONTAINS, "é".repeat(300) + "x", false);
        var slow =
                Definition.initial()
                        .withTarget(
                                new Target(
                                        Collections.nCopies(200, rule),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        false));
        var chatflows =
                IntStream.rangeClosed(1, 51)
                        .mapToObj(it ->
                                TestPortals.chatflow(
                                        portal,
                                        inbox.id(),
                                        it,
                                        it == 51 ? Definition.initial() : slow))
                        .toList();
        return new PortalFacts(
                TestPortals.portal(portal),
                chatflows,
                Map.of(inbox.id(), inbox),
                new Staff(Map.of(), Map.of()));
    }
}
