package parley.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.availability.AgentBuilder.PORTAL;
import static parley.gateway.availability.AgentBuilder.agent;
import static parley.gateway.availability.AgentBuilder.id;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Explanation.Line;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.TeamId;

@DisplayName("The explanation of an availability")
class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-05-04T06:59:00Z");
    private static final TeamId SALES = new TeamId(new UUID(3, 0));
    private static final OperatingHours HOURS =
            new OperatingHours(
                    ZoneId.of("Europe/Paris"),
                    Map.of(DayOfWeek.MONDAY, List.of(Range.of("09:00", "18:00"))),
                    Set.of(LocalDate.of(2026, 5, 11)),
                    Map.of());

    private final Map<AgentId, AgentState> agents = new HashMap<>();

    @Test
    @DisplayName("says what the clock on the team's wall says, and until when")
    void hours() {
        assertThat(explain(new Mode.Hours(HOURS, new Channel.ReturnTime()), NOW).because())
                .isEqualTo(
                        "away: closed on Monday 2026-05-04 08:59 in Europe/Paris,"
                                + " until 2026-05-04T07:00:00Z");
    }

    @Test
    @DisplayName("tells a closed date from closed hours")
    void closedDate() {
        var holiday = Instant.parse("2026-05-11T08:00:00Z");
        assertThat(explain(new Mode.Hours(HOURS, new Channel.Hide()), holiday).because())
                .isEqualTo(
                        "away: closed for the date on Monday 2026-05-11 10:00 in Europe/Paris,"
                                + " until 2026-05-18T07:00:00Z");
    }

    @Test
    @DisplayName("says of each agent what stands in the way, all of it at once")
    void agents() {
        var awayAndOutside = new Agent.Duty(Agent.Status.AWAY, Instant.EPOCH, null, HOURS);
        add(agent(1).named("Alice"));
        add(agent(2).named("Bob").duty(awayAndOutside).leaseUntil(null));
        add(agent(3).named("Carol").active(false));
        add(agent(4).named("Dave").seat(false));
        add(agent(5).named("Erin").leaseUntil(NOW));
        add(agent(6).named("Frank").load(2, 2));
        assertThat(explain(new Mode.Agents(new Channel.Hide()), NOW).lines())
                .containsExactly(
                        new Line("agents", true, "2 of 4 who answer are available"),
                        new Line("agent Alice", true, "available, 0 open, no limit"),
                        new Line(
                                "agent Bob",
                                false,
                                "set to away since 1970-01-01T00:00:00Z; not connected;"
                                        + " outside working hours until 2026-05-04T07:00:00Z"),
                        new Line("agent Carol", false, "deactivated"),
                        new Line("agent Dave", false, "without a paid seat"),
                        new Line("agent Erin", false, "not connected since " + NOW),
                        new Line("agent Frank", false, "available and full, 2 open, limit 2"));
    }

    @Test
    @DisplayName(
            "says who is not asked: no access to the inbox, not in the rule, extra member only")
    void excluded() {
        add(agent(1).named("Alice"));
        add(agent(2).named("Bob"));
        var bob = new Team.TeamMember(id(2), false);
        var staff =
                new Staff(agents, Map.of(SALES, new Team(PORTAL, SALES, "Sales", List.of(bob), 1)));
        var rule = new AssignmentRule(true, Set.of(id(1)), Set.of(SALES), false);
        var inbox = inbox(new Mode.Always(), Set.of(id(2)));
        assertThat(Explanation.of(rule, inbox, staff, NOW).lines())
                .containsExactly(
                        new Line("mode", true, "set to available at all times"),
                        new Line(
                                "agent Alice",
                                false,
                                "without access to the inbox, by name or as a main member of a"
                                        + " team"),
                        new Line(
                                "agent Bob",
                                false,
                                "not in the assignment rule, by name or as a main member of a"
                                        + " team"));
    }

    @Test
    @DisplayName("says that all are full")
    void full() {
        add(agent(1).load(1, 1));
        assertThat(explain(new Mode.Always(), NOW).because())
                .isEqualTo("full: every available agent is at the limit");
    }

    private Explanation explain(Mode mode, Instant now) {
        var staff = new Staff(agents, Map.of());
        return Explanation.of(
                AssignmentRule.unassigned(), inbox(mode, agents.keySet()), staff, now);
    }

    private static Inbox inbox(Mode mode, Set<AgentId> agents) {
        var channel =
                new Channel(
                        new Colour("#000000"),
                        new Placement(Placement.Side.LEFT, 0, 0),
                        mode,
                        new Channel.Hide(),
                        Channel.ReplyTime.OFF);
        return new Inbox(
                PORTAL, new InboxId(new UUID(2, 0)), "Sales", channel, agents, Set.of(), 1);
    }

    private void add(AgentBuilder agent) {
        var state = agent.state();
        agents.put(state.agent().id(), state);
    }
}
