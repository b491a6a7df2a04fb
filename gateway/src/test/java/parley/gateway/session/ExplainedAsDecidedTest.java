package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Range;
import parley.gateway.availability.Shown;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.RandomTargeting;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.Decisions.Engaged;
import parley.gateway.session.explain.PageExplanation;
import parley.gateway.session.explain.Question;
import parley.gateway.session.explain.Question.OpenConversation;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

@DisplayName("An explanation")
class ExplainedAsDecidedTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final PortalId PORTAL = AgentBuilder.PORTAL;
    private static final int PAGES = 20;

    /// `-Dparley.pairs=1000000 -Dparley.seed=42` to look longer, or again.
    private static final int PAIRS = Integer.getInteger("parley.pairs", 20_000);

    private final Decisions decisions =
            new Decisions(new FrameEncoder(), new SessionMetrics(new SimpleMeterRegistry()));

    @Test
    @DisplayName(
            "PEER-20: ends where the decision ends, whatever the rules, the teams and the visitor are")
    void same() {
        long seed = Long.getLong("parley.seed", new SplittableRandom().nextLong());
        System.out.println("parley.seed=" + seed + " explained and decided: " + PAIRS + " pairs");
        var random = new SplittableRandom(seed);
        var outcomes = new HashMap<String, Integer>();
        int outcomesKnown = 0;
        for (int pair = 0; pair < PAIRS; ) {
            var any = new RandomTargeting(random.split());
            var facts = facts(any, random);
            var live = new LivePortal(PORTAL, PortalSnapshot.of(facts, NOW));
            var asker = asker(any, any.page(), facts, random);
            for (int i = 0; i < PAGES; i++, pair++) {
                // Each page is looked at by two visitors, one after the other.
                var page = i % 2 == 0 ? any.page() : asker.url();
                asker = asker(any, page, facts, random);
                var known =
                        asker.isAnybody()
                                ? Decisions.known(live, asker.url(), asker.onPhone())
                                : null;
                var decision = decisions.decide(live, asker, NOW);
                if (known != null) {
                    assertThat(known.version()).isEqualTo(decision.version());
                    outcomesKnown++;
                }
                var explained = explained(facts, asker);
                Supplier<String> told =
                        () -> "seed %d, page %s\n%s".formatted(seed, page, explained);
                var chatflow = explained.outcome().chatflow();
                assertThat(chatflow == null ? null : chatflow.id())
                        .as(told)
                        .isEqualTo(decision.chatflow());
                var show = "\"show\":\"" + show(explained.outcome().shown()) + '"';
                assertThat(new String(decision.json(), StandardCharsets.UTF_8))
                        .as(told)
                        .contains(show);
                outcomes.merge(show, 1, Integer::sum);
                assertThat(explained.because())
                        .startsWith(
                                explained.outcome().visible()
                                        ? "shown because "
                                        : "hidden because ");
            }
        }
        System.out.println(
                "parley.seed=%d outcomes: %s; %d known from other visitors of the page"
                        .formatted(seed, outcomes, outcomesKnown));
        assertThat(outcomes).as("kinds of outcomes").hasSize(5);
        assertThat(outcomesKnown).as("known from others").isGreaterThan(PAIRS / 100);
    }

    private static PageExplanation explained(PortalFacts facts, Asker asker) {
        var engaged = asker.engaged();
        var open =
                engaged == null
                        ? null
                        : new OpenConversation(engaged.chatflow(), engaged.assignee());
        var origin = PageView.of(asker.url()).origin();
        var anywhere = new Portal(PORTAL, "Anywhere", new Origins(Set.of(origin)), true, false, 1);
        return PageExplanation.of(
                new PortalFacts(
                        origin.isEmpty() ? facts.portal() : anywhere,
                        facts.chatflows(),
                        facts.inboxes(),
                        facts.staff()),
                new Question(asker.url(), origin, asker.facts(), open, null, NOW));
    }

    private static Asker asker(
            RandomTargeting any, String page, PortalFacts facts, RandomGenerator random) {
        return new Asker(
                new VisitorId(new UUID(random.nextLong(), random.nextLong())),
                page,
                any.visitor(),
                random.nextInt(5) == 0 ? engaged(facts, random) : null);
    }

    private static Engaged engaged(PortalFacts facts, RandomGenerator random) {
        var chatflow = facts.chatflows().get(random.nextInt(facts.chatflows().size())).id();
        return new Engaged(
                random.nextInt(4) == 0 ? new ChatflowId(new UUID(9, 9)) : chatflow,
                random.nextBoolean() ? null : agent(random.nextInt(3)));
    }

    private static PortalFacts facts(RandomTargeting any, RandomGenerator random) {
        var inboxes = new ArrayList<Inbox>();
        for (int i = 0; i < 3; i++) {
            inboxes.add(inbox(i, random));
        }
        var chatflows = new ArrayList<Chatflow>();
        boolean byPageAlone = random.nextInt(4) == 0;
        for (var it : any.chatflows()) {
            chatflows.add(
                    in(
                            it,
                            random.nextInt(12) == 0 ? null : inboxes.get(random.nextInt(3)),
                            byPageAlone,
                            random));
        }
        var agents = new HashMap<AgentId, AgentState>();
        for (int i = 0; i < 3; i++) {
            agents.put(agent(i), state(i, random));
        }
        var byId = new HashMap<InboxId, Inbox>();
        inboxes.forEach(it -> byId.put(it.id(), it));
        return new PortalFacts(
                TestPortals.portal(PORTAL), chatflows, byId, new Staff(agents, Map.of()));
    }

    private static Chatflow in(
            Chatflow chatflow, @Nullable Inbox inbox, boolean byPageAlone, RandomGenerator random) {
        var target = chatflow.definition().target();
        var tries =
                new Target(
                        target.include(),
                        target.exclude(),
                        byPageAlone ? List.of() : target.groups(),
                        byPageAlone ? List.of() : target.excludeGroups(),
                        random.nextBoolean());
        return new Chatflow(
                chatflow.id(),
                PORTAL,
                inbox == null ? new InboxId(new UUID(9, 9)) : inbox.id(),
                chatflow.name(),
                chatflow.published(),
                chatflow.position(),
                1,
                chatflow.createdAt(),
                chatflow.definition().withTarget(tries));
    }

    private static Inbox inbox(int number, RandomGenerator random) {
        var channel =
                new Channel(
                        new Colour("#2255aa"),
                        new Placement(Placement.Side.RIGHT, 0, 0),
                        mode(random),
                        any(
                                random,
                                List.of(
                                        new Channel.AsAvailable(),
                                        new Channel.Hide(),
                                        new Channel.WaitMessage("Soon"))),
                        Channel.ReplyTime.OFF);
        var members = new ArrayList<AgentId>();
        for (int i = 0; i < 3; i++) {
            if (random.nextBoolean()) {
                members.add(agent(i));
            }
        }
        return new Inbox(
                PORTAL,
                new InboxId(new UUID(7, number)),
                "Inbox",
                channel,
                Set.copyOf(members),
                Set.of(),
                1);
    }

    private static Mode mode(RandomGenerator random) {
        var hours = new OperatingHours(ZoneId.of("Europe/Paris"), Map.of());
        return any(
                random,
                List.of(
                        new Mode.Always(),
                        new Mode.Agents(new Channel.Hide()),
                        new Mode.Agents(new Channel.AwayMessage("Later")),
                        new Mode.Hours(hours, new Channel.Hide()),
                        new Mode.Hours(opensTomorrow(), new Channel.ReturnTime())));
    }

    private static OperatingHours opensTomorrow() {
        return new OperatingHours(
                ZoneId.of("Europe/Paris"),
                Map.of(DayOfWeek.TUESDAY, List.of(new Range(9 * 60, 18 * 60))));
    }

    private static AgentState state(int number, RandomGenerator random) {
        return AgentBuilder.agent(agent(number))
                .active(random.nextInt(6) > 0)
                .seat(random.nextInt(6) > 0)
                .load(random.nextInt(3), random.nextBoolean() ? 2 : null)
                .leaseUntil(random.nextInt(3) == 0 ? null : NOW.plus(Duration.ofSeconds(30)))
                .state();
    }

    private static AgentId agent(int number) {
        return new AgentId(new UUID(5, number));
    }

    private static String show(Shown shown) {
        return switch (shown) {
            case Shown.Chat _ -> "chat";
            case Shown.ReturnTime _ -> "return_time";
            case Shown.AwayMessage _ -> "away_message";
            case Shown.Wait _ -> "wait";
            case Shown.Hidden _ -> "hidden";
        };
    }

    private static <T> T any(RandomGenerator random, List<? extends T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
