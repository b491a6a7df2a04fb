package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.session.explain.PageExplanation;
import parley.gateway.session.explain.Step;

@DisplayName("Why is my widget not showing? The explanation names the true cause:")
class WhyNotShownTest {
    private static final String PAGE =
            "at: '2026-05-04T08:00:00Z', page: 'https://shop.example/blog'";
    private static final String ALL = "include: [{type: 'url', operator: 'all_pages'}]";
    private static final String ANNA =
            "id: '00000000-0000-4000-8000-000000000061', name: 'Anna Schmidt'";

    @Test
    @DisplayName("the portal is not active")
    void inactive() {
        hidden(
                PAGE + ", active: false, chatflows: [{}]",
                Step.Stage.EMBED,
                "the portal is not active");
    }

    @Test
    @DisplayName("the site is not among the portal's origins")
    void foreignSite() {
        hidden(
                PAGE + ", origins: ['https://www.shop.example'], chatflows: [{}]",
                Step.Stage.EMBED,
                "may not run on https://shop.example");
    }

    @Test
    @DisplayName("the chatflow is a draft")
    void draft() {
        hidden(
                PAGE + ", chatflows: [{name: 'Blog', published: false}]",
                Step.Stage.TARGETING,
                "no chatflow is published; chatflow \"Blog\" would want it and is a draft");
    }

    @Test
    @DisplayName("the URL rule does not hold")
    void otherPage() {
        hidden(
                PAGE
                        + ", chatflows: [{definition: {target: {include: [{type: 'url', operator: 'is',"
                        + " value: 'shop.example/pricing'}]}}}]",
                Step.Stage.TARGETING,
                "its URL rule does not hold: URL is \"shop.example/pricing\""
                        + " (https://shop.example/blog)");
    }

    @Test
    @DisplayName("the page is excluded")
    void excludedPage() {
        hidden(
                PAGE
                        + ", chatflows: [{definition: {target: {"
                        + ALL
                        + ", exclude: [{type: 'url', operator: 'begins_with', value: '/blog'}]}}}]",
                Step.Stage.TARGETING,
                "excluded by: URL begins with \"/blog\"");
    }

    @Test
    @DisplayName("the rule wants a known contact, and this browser is not tied to one")
    void unknownContact() {
        hidden(
                PAGE
                        + ", chatflows: [{definition: {target: {"
                        + ALL
                        + ", groups: [{rules: [{filter: 'contact', operator: 'is_known'}]}]}}}]",
                Step.Stage.TARGETING,
                "no visitor group holds; group 1 at: contact is known (not a known contact)");
    }

    @Test
    @DisplayName("the rule wants a country, and the visitor's is not known")
    void unknownCountry() {
        hidden(
                PAGE
                        + ", chatflows: [{definition: {target: {"
                        + ALL
                        + ", groups: [{rules: [{filter: 'country', operator: 'is_any_of', values: ['FR']}]}]}}}]",
                Step.Stage.TARGETING,
                "country is any of FR (not known)");
    }

    @Test
    @DisplayName("the visitor is excluded, being on a phone")
    void phone() {
        hidden(
                PAGE
                        + ", visitor: {device: 'mobile'}, chatflows: [{definition: {target: {"
                        + ALL
                        + ", excludeGroups: [{rules: [{filter: 'device', operator: 'is_any_of',"
                        + " values: ['mobile']}]}]}}}]",
                Step.Stage.TARGETING,
                "excluded visitor: device is any of mobile (mobile)");
    }

    @Test
    @DisplayName("the team's hours are over, and the channel hides")
    void closed() {
        hidden(
                PAGE
                        + ", chatflows: [{}], channel: {accent: '#000000', mode: 'hours', hours:"
                        + " {zone: 'Europe/Paris', weekly: [{days: ['weekdays'], from: '11:00',"
                        + " to: '18:00'}]}, offline: {show: 'hide'}}",
                Step.Stage.AVAILABILITY,
                "away: closed on Monday 2026-05-04 10:00 in Europe/Paris, until 2026-05-04T09:00:00Z");
    }

    @Test
    @DisplayName(
            "no agent is available, and the channel hides; the facts name each agent's obstacle")
    void away() {
        var explained =
                hidden(
                        PAGE
                                + ", chatflows: [{}], channel: {accent: '#000000', mode: 'agents',"
                                + " offline: {show: 'hide'}}, agents: [{"
                                + ANNA
                                + ", connected: false}]",
                        Step.Stage.AVAILABILITY,
                        "away: 0 of 1 who answer are available");
        assertThat(explained.candidates().getFirst().availability().lines())
                .anySatisfy(it -> {
                    assertThat(it.what()).isEqualTo("agent Anna Schmidt");
                    assertThat(it.why()).isEqualTo("not connected");
                });
    }

    @Test
    @DisplayName("everybody is at the limit, and the channel hides")
    void full() {
        hidden(
                PAGE
                        + ", chatflows: [{}], channel: {accent: '#000000', mode: 'always',"
                        + " full: {show: 'hide'}}, agents: [{"
                        + ANNA
                        + ", open: 2, capacity: 2}]",
                Step.Stage.AVAILABILITY,
                "full: every available agent is at the limit");
    }

    @Test
    @DisplayName(
            "PRI-04: a chatflow of higher priority wins and hides; the one that is there is not tried")
    void shadowed() {
        var explained =
                hidden(
                        PAGE
                                + ", chatflows: [{name: 'Blog', channel: {accent: '#000000',"
                                + " mode: 'agents', offline: {show: 'hide'}}}, {name: 'All'}]",
                        Step.Stage.AVAILABILITY,
                        "chatflow \"Blog\" wins and its team is away");
        assertThat(explained.candidates()).hasSize(1);
    }

    @Test
    @DisplayName("the page is a file, not a web page")
    void file() {
        hidden(
                "at: '2026-05-04T08:00:00Z', page: 'file:///blog.html', chatflows: [{}]",
                Step.Stage.TARGETING,
                "not an http or https page");
    }

    @Test
    @DisplayName("there is no window because the visitor minimised it within 24 hours (DSP-05)")
    void dismissed() {
        var explained =
                Evaluated.of(PAGE + ", dismissedAt: '2026-05-03T08:00:01Z', chatflows: [{}]");
        assertThat(explained.outcome().visible()).isTrue();
        assertThat(says(explained, Step.Stage.DISPLAY)).contains("launcher only, because");
        var later = Evaluated.of(PAGE + ", dismissedAt: '2026-05-03T08:00:00Z', chatflows: [{}]");
        assertThat(says(later, Step.Stage.DISPLAY)).contains("prompt");
    }

    @Test
    @DisplayName("and where it shows against all rules: because a conversation is open (H7)")
    void engaged() {
        var explained =
                Evaluated.of(
                        PAGE
                                + ", conversation: {chatflow: '00000000-0000-4000-8000-000000000001'},"
                                + " chatflows: [{id: '00000000-0000-4000-8000-000000000001',"
                                + " published: false, channel: {accent: '#000000', mode: 'agents',"
                                + " offline: {show: 'hide'}}}]");
        assertThat(explained.because())
                .startsWith("shown because a conversation is open: away: 0 of 0");
    }

    /// Nothing is shown, the last step is the one that says so, and the sentence has the cause.
    private static PageExplanation hidden(String question, Step.Stage stage, String cause) {
        var explained = Evaluated.of(question);
        assertThat(explained.outcome().visible()).isFalse();
        System.out.println("not showing: " + explained.because());
        assertThat(explained.because()).startsWith("hidden because ").contains(cause);
        assertThat(explained.steps().getLast().stage()).isEqualTo(stage);
        assertThat(explained.steps().getLast().passes()).isFalse();
        return explained;
    }

    private static String says(PageExplanation explained, Step.Stage stage) {
        return explained.steps().stream()
                .filter(it -> it.stage() == stage)
                .map(Step::says)
                .findFirst()
                .orElseThrow();
    }
}
