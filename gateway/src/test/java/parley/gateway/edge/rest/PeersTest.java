package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.session.explain.PageExplanation;

/// What users of other products ask for, one test a row, named after the request. Those about
/// messages, queues and pages are tested where these are decided.
@DisplayName("What users of other products keep asking for")
class PeersTest {
    private static final String AGENT = "id: '00000000-0000-4000-8000-000000000061'";

    @Nested
    @DisplayName("hours")
    class Hours {
        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            "2026-05-04T09:59:00Z, true",
            "2026-05-04T10:30:00Z, false",
            "2026-05-04T11:30:00Z, true"
        })
        @DisplayName("chatwoot#14009, #9798, Rocket.Chat#15411: a lunch break")
        void lunch(String at, boolean open) {
            assertThat(
                            open(
                                    at,
                                    "[{days: ['monday'], from: '08:00', to: '12:00'}, {days: ['monday'], from: '13:30', to: '18:00'}]"))
                    .isEqualTo(open);
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            "2026-05-04T19:00:00Z, true",
            "2026-05-04T23:59:59Z, true",
            "2026-05-05T00:00:00Z, false"
        })
        @DisplayName("chatwoot#5254, #6733: a night shift runs into the next date")
        void night(String at, boolean open) {
            assertThat(open(at, "[{days: ['monday'], from: '21:00', to: '02:00'}]"))
                    .isEqualTo(open);
        }

        @Test
        @DisplayName("LHC#2151: each department has hours of its own")
        void departments() {
            var explained =
                    Evaluated.of(
                            "at: '2026-05-04T08:00:00Z', page: 'https://a.example/sales', chatflows: ["
                                    + flow(
                                            "Sales",
                                            "/sales",
                                            hours(
                                                    "[{days: ['every_day'], from: '00:00', to: '24:00'}]"))
                                    + ","
                                    + flow("Support", "/support", hours("[]"))
                                    + "]");
            assertThat(explained.outcome().team()).isInstanceOf(TeamAvailability.Available.class);
        }

        @Test
        @DisplayName("chatwoot#6467: a public holiday is closed, whatever the weekday says")
        void holiday() {
            var explained =
                    ask(
                            "2026-05-08T10:00:00Z",
                            "{accent: '#000000', mode: 'hours', hours: {zone: 'Europe/Paris', weekly:"
                                    + " [{days: ['weekdays'], from: '09:00', to: '18:00'}],"
                                    + " closed: ['2026-05-08']}, offline: {show: 'return_time'}}");
            assertThat(explained.because()).contains("closed for the date");
            assertThat(explained.outcome().shown())
                    .isInstanceOfSatisfying(
                            Shown.ReturnTime.class,
                            it ->
                                    assertThat(it.at())
                                            .isEqualTo(Instant.parse("2026-05-11T07:00:00Z")));
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource({
            "2026-03-27T08:00:00Z, true",
            "2026-03-30T07:00:00Z, true",
            "2026-03-30T06:59:59Z, false"
        })
        @DisplayName("Rocket.Chat#4898: hours stay where they are when the clocks change")
        void clockChange(String at, boolean open) {
            assertThat(open(at, "[{days: ['weekdays'], from: '09:00', to: '18:00'}]"))
                    .isEqualTo(open);
        }

        @Test
        @DisplayName("Rocket.Chat.Livechat#373: a change of the same day has effect at once")
        void sameDay() {
            assertThat(
                            open(
                                    "2026-05-04T15:00:00Z",
                                    "[{days: ['monday'], from: '10:00', to: '16:00'}]"))
                    .isFalse();
            assertThat(
                            open(
                                    "2026-05-04T15:00:00Z",
                                    "[{days: ['monday'], from: '10:00', to: '20:00'}]"))
                    .isTrue();
        }

        @Test
        @DisplayName("chatwoot#1600, #5436, #3484: always, by hours or by agents is a choice")
        void modes() {
            var nobody = ", agents: []";
            assertThat(team("{accent: '#000000', mode: 'always'}" + nobody))
                    .isInstanceOf(TeamAvailability.Available.class);
            assertThat(team(hours("[{days: ['every_day'], from: '00:00', to: '24:00'}]") + nobody))
                    .isInstanceOf(TeamAvailability.Available.class);
            assertThat(
                            team(
                                    "{accent: '#000000', mode: 'agents', offline: {show: 'hide'}}"
                                            + nobody))
                    .isInstanceOf(TeamAvailability.Away.class);
        }
    }

    @Nested
    @DisplayName("agents")
    class Agents {
        @Test
        @DisplayName(
                "Rocket.Chat#10172, #7399, chatwoot#6631, zammad#1075: who closed the browser is not there, whatever the switch says")
        void closedBrowser() {
            assertThat(team(agents("status: 'available', leaseUntil: '2026-05-04T08:00:00Z'")))
                    .isInstanceOf(TeamAvailability.Away.class);
            assertThat(team(agents("status: 'available', leaseUntil: '2026-05-04T08:00:01Z'")))
                    .isInstanceOf(TeamAvailability.Available.class);
        }

        @Test
        @DisplayName("chatwoot#11034: nobody gets one over the limit")
        void limit() {
            assertThat(team(agents("open: 2, capacity: 2")))
                    .isInstanceOf(TeamAvailability.Full.class);
            assertThat(team(agents("open: 1, capacity: 2")))
                    .isInstanceOf(TeamAvailability.Available.class);
        }

        @Test
        @DisplayName(
                "Rocket.Chat#20965: who comes back when the old agent is away finds the one who is there")
        void notBoundToTheOldAgent() {
            assertThat(
                            team(
                                    "{accent: '#000000', mode: 'agents', offline: {show: 'hide'}}, agents: [{"
                                            + AGENT
                                            + ", status: 'away'}, {id: '00000000-0000-4000-8000-000000000062'}]"))
                    .isInstanceOf(TeamAvailability.Available.class);
        }
    }

    @Nested
    @DisplayName("rules")
    class Rules {
        @ParameterizedTest(name = "{1} on {2}: {3}")
        @CsvSource({
            "matches_wildcard, www.ex.com/*/pricing, https://www.ex.com/fr/pricing?x=1, true",
            "matches_wildcard, *.ex.com/*,           https://evil.com/.ex.com/,         false",
            "matches_wildcard, www.ex.com/a.b,       https://www.ex.com/aXb,            false",
            "contains,         checkout,             https://www.ex.com/?at=checkout,   true",
            "is,               www.ex.com/p#/cart,   https://www.ex.com/p#/cart,        true",
        })
        @DisplayName("chatwoot#3192, #2739, #5504: wildcards and rules that mean what they say")
        void wildcards(String operator, String value, String page, boolean shown) {
            var explained =
                    Evaluated.of(
                            "at: '2026-05-04T08:00:00Z', page: '%s', chatflows: [{definition: {target: {include: [{type: 'url', operator: '%s', value: '%s'}]}}}]"
                                    .formatted(page, operator, value));
            assertThat(explained.outcome().visible()).as(explained.because()).isEqualTo(shown);
        }

        @Test
        @DisplayName(
                "Rocket.Chat triggers: the second rule counts as well as the first, and a known visitor too")
        void everyRule() {
            var explained =
                    Evaluated.of(
                            "at: '2026-05-04T08:00:00Z', page: 'https://a.example/b', visitor: {contact: true}, chatflows: [{definition: {target: {include: ["
                                    + "{type: 'url', operator: 'is', value: '/a'}, {type: 'url', operator: 'is', value: '/b'}]}}}]");
            assertThat(explained.outcome().visible()).isTrue();
        }

        @Test
        @DisplayName(
                "HubSpot's priority: availability is not looked at unless the chatflow says so")
        void fallThrough() {
            var hidden = "channel: {accent: '#000000', mode: 'agents', offline: {show: 'hide'}}";
            var strict = "{name: 'First', %s}, {name: 'Second'}".formatted(hidden);
            var generous =
                    "{name: 'First', %s, definition: {target: {tryNextWhenHidden: true}}}, {name: 'Second'}"
                            .formatted(hidden);
            var page = "at: '2026-05-04T08:00:00Z', page: 'https://a.example/', chatflows: [%s]";
            assertThat(Evaluated.of(page.formatted(strict)).outcome().visible()).isFalse();
            assertThat(Evaluated.of(page.formatted(generous)).outcome().chatflow().name())
                    .isEqualTo("Second");
        }
    }

    @Test
    @DisplayName(
            "tawk.to, HubSpot's refresh: a running chat is never taken away, hours over or unpublished")
    void runningChat() {
        var explained =
                Evaluated.of(
                        "at: '2026-05-09T08:00:00Z', page: 'https://a.example/', conversation: {chatflow: '00000000-0000-4000-8000-000000000001'},"
                                + " chatflows: [{id: '00000000-0000-4000-8000-000000000001', published: false, channel: "
                                + hours("[{days: ['weekdays'], from: '09:00', to: '18:00'}]")
                                        .replace("return_time", "hide")
                                + "}]");
        assertThat(explained.outcome().shown()).isInstanceOf(Shown.AwayMessage.class);
    }

    private static String hours(String weekly) {
        return "{accent: '#000000', mode: 'hours', hours: {zone: 'Europe/Paris', weekly: %s}, offline: {show: 'return_time'}}"
                .formatted(weekly);
    }

    private static String agents(String one) {
        return "{accent: '#000000', mode: 'agents', offline: {show: 'hide'}}, agents: [{%s, %s}]"
                .formatted(AGENT, one);
    }

    private static String flow(String name, String path, String channel) {
        return "{name: '%s', channel: %s, definition: {target: {include: [{type: 'url', operator: 'is', value: '%s'}]}}}"
                .formatted(name, channel, path);
    }

    private static boolean open(String at, String weekly) {
        return ask(at, hours(weekly)).outcome().team() instanceof TeamAvailability.Available;
    }

    private static TeamAvailability team(String channelAndMore) {
        return ask("2026-05-04T08:00:00Z", channelAndMore).outcome().team();
    }

    private static PageExplanation ask(String at, String channelAndMore) {
        return Evaluated.of(
                "at: '%s', page: 'https://a.example/', chatflows: [{}], channel: %s"
                        .formatted(at, channelAndMore));
    }
}
