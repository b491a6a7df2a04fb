package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Device;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Display.Heading;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.Decisions.Engaged;
import parley.gateway.visitor.KnownContact;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ActorView;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ContactId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;

@DisplayName("The decision about one page view")
class DecisionsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String URL = "https://shop.example/";

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final Decisions decisions =
            new Decisions(new FrameEncoder(), new SessionMetrics(new SimpleMeterRegistry()));
    private final Map<AgentId, AgentState> agents = new HashMap<>();
    private final Map<TeamId, Team> teams = new HashMap<>();

    @Nested
    @DisplayName("given two chatflows that both match")
    class Priority {
        private final Inbox open = TestPortals.inbox(portal, new Channel.Mode.Always());
        private final Inbox hides =
                TestPortals.inbox(portal, new Channel.Mode.Agents(new Channel.Hide()));

        @Test
        @DisplayName("the first in order wins")
        void first() {
            var winner = chatflow(open, 1, Definition.initial());
            var loser = chatflow(open, 2, Definition.initial());
            assertThat(decide(live(winner, loser)).chatflow()).isEqualTo(winner.id());
        }

        @Test
        @DisplayName("a winner whose team is away and hides shows nothing: the next is not tried")
        void hidden() {
            var winner = chatflow(hides, 1, Definition.initial());
            var decision = decide(live(winner, chatflow(open, 2, Definition.initial())));
            assertThat(decision.chatflow()).isEqualTo(winner.id());
            assertThat(json(decision)).contains("\"show\":\"hidden\"").doesNotContain("welcome");
        }

        @Test
        @DisplayName("unless that one says to try the next")
        void tryNext() {
            var target = Target.initial();
            var generous =
                    Definition.initial()
                            .withTarget(
                                    new Target(
                                            target.include(),
                                            target.exclude(),
                                            target.groups(),
                                            target.excludeGroups(),
                                            true));
            var next = chatflow(open, 2, Definition.initial());
            var decision = decide(live(chatflow(hides, 1, generous), next));
            assertThat(decision.chatflow()).isEqualTo(next.id());
        }

        @Test
        @DisplayName("an open conversation beats both, and its widget stays though the team hides")
        void engaged() {
            var own = chatflow(hides, 2, Definition.initial());
            var engaged = new Engaged(own.id(), null);
            var live = live(chatflow(open, 1, Definition.initial()), own);
            var decision = decisions.decide(live, asker(new UUID(1, 1), engaged), NOW);
            assertThat(decision.chatflow()).isEqualTo(own.id());
            assertThat(json(decision)).contains("\"show\":\"away_message\"");
        }

        @Test
        @DisplayName("the same answer is one object for all who get it")
        void shared() {
            var live = live(chatflow(open, 1, Definition.initial()));
            var one = decisions.decide(live, asker(UUID.randomUUID(), null), NOW);
            var other = decisions.decide(live, asker(UUID.randomUUID(), null), NOW);
            assertThat(one).isSameAs(other);
        }
    }

    @Nested
    @DisplayName("known from another visitor of the page")
    class Known {
        private final Inbox inbox = TestPortals.inbox(portal, new Channel.Mode.Always());

        @Test
        @DisplayName("where the page alone decides, on the same kind of screen")
        void samePage() {
            var live = live(chatflow(inbox, 1, Definition.initial()));
            var decision = decide(live);
            assertThat(Decisions.known(live, URL, false)).isSameAs(decision);
            assertThat(Decisions.known(live, URL, true)).isNull();
            assertThat(Decisions.known(live, URL + "?x=1", false)).isNull();
        }

        @Test
        @DisplayName("no longer once something changed")
        void changed() {
            var live = live(chatflow(inbox, 1, Definition.initial()));
            decide(live);
            live.renew(live.snapshot().at(NOW.plusSeconds(1)));
            assertThat(Decisions.known(live, URL, false)).isNull();
        }

        @Test
        @DisplayName("never from one in a conversation")
        void engaged() {
            var own = chatflow(inbox, 1, Definition.initial());
            var live = live(own);
            var engaged = asker(new UUID(1, 1), new Engaged(own.id(), null));
            assertThat(decisions.decide(live, engaged, NOW).shown()).isTrue();
            assertThat(Decisions.known(live, URL, false)).isNull();
        }

        @Test
        @DisplayName("of 256 pages, and no more")
        void bounded() {
            var live = live(chatflow(inbox, 1, Definition.initial()));
            for (int i = 0; i <= PageAnswers.MAX_PAGES; i++) {
                var asker =
                        new Asker(
                                new VisitorId(new UUID(1, i)), URL + i, VisitorFacts.NOTHING, null);
                decisions.decide(live, asker, NOW);
            }
            int last = PageAnswers.MAX_PAGES - 1;
            assertThat(Decisions.known(live, URL + last, false)).isNotNull();
            assertThat(Decisions.known(live, URL + PageAnswers.MAX_PAGES, false)).isNull();
        }
    }

    @Nested
    @DisplayName("whom the heading shows")
    class Headings {
        private final Inbox inbox = TestPortals.inbox(portal, new Channel.Mode.Always());

        @Test
        @DisplayName("HDR-01: two chosen people, in the chosen order")
        void twoPeople() {
            var bob = agent("Bob Jones", "Bob", true);
            var alice = agent("Alice Smith", "Alice", true);
            var json = json(decide(live(people(List.of(bob, alice), List.of(), "en"))));
            assertThat(json.indexOf("Bob")).isPositive().isLessThan(json.indexOf("Alice"));
        }

        @Test
        @DisplayName(
                "HDR-02, HDR-04, HDR-05: of five, three; the same visitor the same; never a deactivated one")
        void threeOfFive() {
            var five = new ArrayList<AgentId>();
            for (int i = 0; i < 5; i++) {
                five.add(agent("Person " + i, "P" + i, i != 4));
            }
            var live = live(people(five, List.of(), "en"));
            var visitor = UUID.randomUUID();
            var faces = faces(decisions.decide(live, asker(visitor, null), NOW));
            assertThat(faces).hasSize(3);
            for (int i = 0; i < 20; i++) {
                assertThat(faces(decisions.decide(live, asker(visitor, null), NOW)))
                        .isEqualTo(faces);
                assertThat(faces(decisions.decide(live, asker(UUID.randomUUID(), null), NOW)))
                        .doesNotContain("P4");
            }
        }

        @Test
        @DisplayName(
                "HDR-03: each of five in 60 % of 10,000 visitors, all ten combinations (seeded)")
        void uniform() {
            var five = IntStream.range(0, 5).mapToObj(i -> agent("Person " + i, "P" + i, true));
            var live = live(people(five.toList(), List.of(), "en"));
            decide(live);
            assertThat(Decisions.known(live, URL, false)).as("drawn by lot").isNull();
            var random = new Random(3);
            var counts = new HashMap<String, Integer>();
            var combinations = new HashSet<Set<String>>();
            for (int i = 0; i < 10_000; i++) {
                var visitor = new UUID(random.nextLong(), random.nextLong());
                var faces = faces(decisions.decide(live, asker(visitor, null), NOW));
                combinations.add(Set.copyOf(faces));
                faces.forEach(it -> counts.merge(it, 1, Integer::sum));
            }
            assertThat(combinations).hasSize(10);
            assertThat(counts.values()).allSatisfy(it -> assertThat(it).isBetween(5_800, 6_200));
        }

        @Test
        @DisplayName("HDR-06: of a team of eight and one of them by name, three, nobody twice")
        void team() {
            var eight =
                    IntStream.range(0, 8).mapToObj(i -> agent("T " + i, "T" + i, true)).toList();
            var id = new TeamId(UUID.randomUUID());
            var members = eight.stream().map(it -> new Team.TeamMember(it, true)).toList();
            teams.put(id, new Team(portal, id, "Sales", members, 1));
            var live = live(people(List.of(eight.getFirst()), List.of(id), "en"));
            assertThat(faces(decide(live))).hasSize(3).doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("HDR-09: an alias leaves nothing of the agent, not even an id")
        void alias() {
            var anna = agent("Anna Schmidt", "Anna", true);
            var chatflow = branded(true, "en");
            var actor =
                    Names.ofActor(
                            new Actor.Agent(anna),
                            snapshot(chatflow),
                            chatflow,
                            Names.alias(chatflow));
            assertThat(actor)
                    .isEqualTo(new ActorView(ActorView.Kind.AGENT, null, "Acme", "/acme.png"));
        }

        @Test
        @DisplayName("HDR-12: the full name in German, the first name in English")
        void languages() {
            var anna = new Actor.Agent(agent("Anna Schmidt", "Anna", true));
            var german = branded(false, "de");
            var english = branded(false, "en");
            assertThat(Names.ofActor(anna, snapshot(german), german, null).name())
                    .isEqualTo("Anna Schmidt");
            assertThat(Names.ofActor(anna, snapshot(english), english, null).name())
                    .isEqualTo("Anna");
        }

        @Test
        @DisplayName("HDR-07, HDR-08: a known contact sees its owner, everybody else who stands in")
        void owner() {
            var owner = agent("P9 Owner", "P9", true);
            var gone = agent("P8 Gone", "P8", false);
            var fallback = agent("P1 Fallback", "P1", true);
            var heading = new Heading.Owner(new Assignees(List.of(fallback), List.of()));
            var live = live(chatflow(inbox, 1, definition(heading, "en")));
            assertThat(faces(decisions.decide(live, ownedBy(owner), NOW))).containsExactly("P9");
            assertThat(faces(decisions.decide(live, ownedBy(gone), NOW))).containsExactly("P1");
            assertThat(faces(decisions.decide(live, ownedBy(null), NOW))).containsExactly("P1");
            assertThat(faces(decide(live))).containsExactly("P1");
        }

        private Asker ownedBy(@Nullable AgentId owner) {
            var contact =
                    new KnownContact(
                            new ContactId(UUID.randomUUID()),
                            "anna@example.com",
                            "Anna",
                            owner,
                            Map.of(),
                            Set.of());
            return new Asker(
                    new VisitorId(UUID.randomUUID()),
                    "https://shop.example/",
                    VisitorFacts.NOTHING,
                    null,
                    new Standing(contact, false, null, null, Set.of()));
        }

        private Chatflow people(List<AgentId> users, List<TeamId> inTeams, String language) {
            var heading = new Heading.People(new Assignees(users, inTeams));
            return chatflow(inbox, 1, definition(heading, language));
        }

        private Chatflow branded(boolean alias, String language) {
            var heading = new Heading.Branding("Acme", "/acme.png", alias);
            return chatflow(inbox, 1, definition(heading, language));
        }

        private Definition definition(Heading heading, String language) {
            var display = Display.initial();
            var options = Options.initial();
            return Definition.initial()
                    .withDisplay(
                            new Display(
                                    heading,
                                    display.desktop(),
                                    display.mobile(),
                                    display.triggers()))
                    .withOptions(
                            new Options(
                                    language,
                                    options.cookieConsent(),
                                    options.processConsent(),
                                    options.communication(),
                                    options.survey()));
        }
    }

    @Test
    @DisplayName("a phone gets the phone's behaviour, and no desktop one")
    void phone() {
        var inbox = TestPortals.inbox(portal, new Channel.Mode.Always());
        var live = live(chatflow(inbox, 1, Definition.initial()));
        var phone = VisitorFacts.NOTHING.withDevice(Device.MOBILE);
        var asker =
                new Asker(new VisitorId(UUID.randomUUID()), "https://shop.example/", phone, null);
        assertThat(json(decisions.decide(live, asker, NOW))).contains("\"behaviour\":\"launcher\"");
        assertThat(json(decide(live))).contains("\"behaviour\":\"prompt\"");
    }

    @Test
    @DisplayName("S13: a measured reply time is told where there is one, and nothing else is")
    void measured() {
        var made = TestPortals.inbox(portal, new Channel.Mode.Always());
        var channel =
                new Channel(
                        made.channel().accent(),
                        made.channel().placement(),
                        made.channel().mode(),
                        made.channel().whenFull(),
                        Channel.ReplyTime.AUTOMATIC);
        var inbox = new Inbox(portal, made.id(), "In", channel, Set.of(), Set.of(), 1);
        var chatflow = chatflow(inbox, 1, Definition.initial());
        var none = PortalExtras.none(portal);
        assertThat(json(decide(live(none, chatflow)))).doesNotContain("replyTime");
        var hours =
                new PortalExtras(
                        none.settings(),
                        none.keys(),
                        0,
                        Set.of(),
                        Map.of(),
                        Map.of(inbox.id(), Channel.ReplyTime.HOURS));
        assertThat(json(decide(live(hours, chatflow)))).contains("\"replyTime\":\"hours\"");
    }

    private LivePortal live(PortalExtras extras, Chatflow chatflow) {
        var facts =
                new PortalFacts(
                        TestPortals.portal(portal),
                        List.of(chatflow),
                        inboxes,
                        new Staff(agents, teams),
                        extras);
        return new LivePortal(portal, PortalSnapshot.of(facts, NOW));
    }

    private final Map<parley.protocol.value.InboxId, Inbox> inboxes = new HashMap<>();

    private Chatflow chatflow(Inbox inbox, int position, Definition definition) {
        inboxes.put(inbox.id(), inbox);
        return TestPortals.chatflow(portal, inbox.id(), position, definition);
    }

    private AgentId agent(String name, String firstName, boolean active) {
        var id = new AgentId(UUID.randomUUID());
        var agent =
                new Agent(
                        portal,
                        id,
                        new Agent.Profile(name, firstName, firstName + "@example.com", null),
                        active,
                        true,
                        new Agent.Duty(Agent.Status.AVAILABLE, NOW, null, null),
                        new Agent.Load(0, null, null),
                        1);
        agents.put(id, new AgentState(agent, null));
        return id;
    }

    private LivePortal live(Chatflow... chatflows) {
        return new LivePortal(portal, snapshot(chatflows));
    }

    private PortalSnapshot snapshot(Chatflow... chatflows) {
        var facts =
                new PortalFacts(
                        TestPortals.portal(portal),
                        List.of(chatflows),
                        inboxes,
                        new Staff(agents, teams));
        return PortalSnapshot.of(facts, NOW);
    }

    private Decision decide(LivePortal live) {
        return decisions.decide(live, asker(UUID.randomUUID(), null), NOW);
    }

    private static Asker asker(UUID visitor, @Nullable Engaged engaged) {
        return new Asker(new VisitorId(visitor), URL, VisitorFacts.NOTHING, engaged);
    }

    private static String json(Decision decision) {
        return new String(decision.json(), StandardCharsets.UTF_8);
    }

    /// First names in the heading, in order.
    private static List<String> faces(Decision decision) {
        var found = new ArrayList<String>();
        var json = json(decision);
        var matcher = java.util.regex.Pattern.compile("\"name\":\"([PT]\\d)\"").matcher(json);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
