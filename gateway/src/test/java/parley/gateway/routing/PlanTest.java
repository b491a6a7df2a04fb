package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Status;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Channel.Mode;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Range;
import parley.gateway.availability.Staff;
import parley.gateway.routing.Plan.Waiting;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;

@DisplayName("A plan for a queue, made on Monday at 08:00,")
class PlanTest {
    private static final Instant EIGHT = Instant.parse("2026-05-04T08:00:00Z");
    private static final Instant NINE = Instant.parse("2026-05-04T09:00:00Z");
    private static final Instant TEN = Instant.parse("2026-05-04T10:00:00Z");
    private static final OperatingHours FROM_NINE = from("09:00");
    private static final OperatingHours FROM_TEN = from("10:00");

    @Test
    @DisplayName("is another at 09:00, when an agent who is there begins work")
    void begins() {
        assertThat(plan(works(1, FROM_NINE)).nextChange()).isEqualTo(NINE);
        assertThat(plan(works(1, FROM_TEN), works(2, FROM_NINE)).nextChange()).isEqualTo(NINE);
    }

    @Test
    @DisplayName("gives the conversation to that agent at 09:00, and not a moment before")
    void onTime() {
        var agent = works(1, FROM_NINE);
        assertThat(plan(NINE.minusMillis(1), agent).claims()).isEmpty();
        assertThat(plan(NINE, agent).claims()).hasSize(1);
    }

    @Test
    @DisplayName(
            "waits for nobody who is away, gone, without a seat, or who works around the clock")
    void nobody() {
        assertThat(plan(works(1, FROM_NINE, it -> it.duty(duty(Status.AWAY)))).nextChange())
                .isNull();
        assertThat(plan(works(1, FROM_NINE, it -> it.leaseUntil(EIGHT))).nextChange()).isNull();
        assertThat(plan(works(1, FROM_NINE, it -> it.seat(false))).nextChange()).isNull();
        assertThat(plan(AgentBuilder.agent(1).load(1, 1).state()).nextChange()).isNull();
    }

    @Test
    @DisplayName("waits for nobody who had the conversation and did not answer")
    void tried() {
        var agent = works(1, FROM_NINE);
        assertThat(
                        Plan.of(
                                        List.of(waiting(Set.of(agent.agent().id()), agent)),
                                        inbox(new Mode.Always(), agent),
                                        staff(agent),
                                        EIGHT)
                                .nextChange())
                .isNull();
    }

    @Test
    @DisplayName("is another when the hours of the inbox are over: who waits then is nobody's")
    void closes() {
        var full = AgentBuilder.agent(1).load(1, 1).state();
        var until =
                new OperatingHours(
                        ZoneOffset.UTC,
                        Map.of(DayOfWeek.MONDAY, List.of(Range.of("07:00", "09:00"))));
        var inbox = inbox(new Mode.Hours(until, new Channel.ReturnTime()), full);
        var queue = List.of(waiting(Set.of(), full));
        assertThat(Plan.of(queue, inbox, staff(full), EIGHT).nextChange()).isEqualTo(NINE);
        assertThat(Plan.of(queue, inbox, staff(full), NINE).leaving()).hasSize(1);
    }

    private static Plan plan(AgentState... agents) {
        return plan(EIGHT, agents);
    }

    private static Plan plan(Instant now, AgentState... agents) {
        return Plan.of(
                List.of(waiting(Set.of(), agents)),
                inbox(new Mode.Always(), agents),
                staff(agents),
                now);
    }

    private static Waiting waiting(Set<AgentId> tried, AgentState... agents) {
        return new Waiting(
                new ConversationId(new UUID(7, 7)),
                new AssignmentRule(true, ids(agents), Set.of(), false),
                null,
                tried);
    }

    private static Inbox inbox(Mode mode, AgentState... agents) {
        var channel =
                new Channel(
                        new Colour("#123456"),
                        new Placement(Placement.Side.RIGHT, 20, 20),
                        mode,
                        new Channel.WaitMessage(""),
                        Channel.ReplyTime.OFF);
        return new Inbox(
                AgentBuilder.PORTAL,
                new InboxId(new UUID(5, 5)),
                "Help",
                channel,
                ids(agents),
                Set.of(),
                1);
    }

    private static Staff staff(AgentState... agents) {
        return new Staff(
                Stream.of(agents)
                        .collect(Collectors.toUnmodifiableMap(it -> it.agent().id(), it -> it)),
                Map.of());
    }

    private static Set<AgentId> ids(AgentState... agents) {
        return Stream.of(agents).map(it -> it.agent().id()).collect(Collectors.toUnmodifiableSet());
    }

    private static AgentState works(int number, OperatingHours hours) {
        return works(number, hours, UnaryOperator.identity());
    }

    private static AgentState works(
            int number, OperatingHours hours, UnaryOperator<AgentBuilder> but) {
        var available = new Agent.Duty(Status.AVAILABLE, Instant.EPOCH, null, hours);
        return but.apply(AgentBuilder.agent(number).duty(available)).state();
    }

    private static Agent.Duty duty(Status status) {
        return new Agent.Duty(status, Instant.EPOCH, null, FROM_NINE);
    }

    private static OperatingHours from(String opens) {
        return new OperatingHours(
                ZoneOffset.UTC, Map.of(DayOfWeek.MONDAY, List.of(Range.of(opens, "18:00"))));
    }
}
