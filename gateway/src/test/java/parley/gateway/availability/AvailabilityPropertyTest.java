package parley.gateway.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Channel.Mode;

/// `-Davailability.seed=…` repeats a run, `-Davailability.scenes=…` makes it longer.
@DisplayName("Availability holds until the change that it announces")
class AvailabilityPropertyTest {
    private static final long SEED = Long.getLong("availability.seed", System.nanoTime());
    private static final int SCENES = Integer.getInteger("availability.scenes", 60);
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int STEPS = 36 * 60;

    /// The Friday before clocks change in Paris.
    private static final Instant START = Instant.parse("2026-03-27T20:00:00Z");

    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("Europe/Paris"), ZoneId.of("Asia/Tokyo"), ZoneId.of("UTC"));

    private final Random random = new Random(SEED);

    @Test
    @DisplayName("and not longer than it must, in random scenes over a weekend of clock change")
    void holds() {
        System.out.println("availability.seed=" + SEED);
        for (int i = 0; i < SCENES; i++) {
            walk(channel(), agents());
        }
    }

    private static void walk(Channel channel, List<AgentState> agents) {
        var answer = Availability.of(channel, agents, START);
        for (int i = 1; i < STEPS; i++) {
            var now = START.plus(STEP.multipliedBy(i));
            var next = Availability.of(channel, agents, now);
            var announced = answer.nextChange();
            if (announced != null && !announced.isAfter(now)) {
                answer = next;
                continue;
            }
            assertThat(next.team())
                    .as("%s %s at %s", channel, agents, now)
                    .isEqualTo(answer.team());
            assertThat(next.shown()).isEqualTo(answer.shown());
            assertThat(next.nextChange()).isEqualTo(announced);
        }
    }

    private Channel channel() {
        var mode =
                switch (random.nextInt(3)) {
                    case 0 -> new Mode.Always();
                    case 1 -> new Mode.Hours(hours(), new Channel.ReturnTime());
                    default -> new Mode.Agents(new Channel.Hide());
                };
        return new Channel(
                new Colour("#000000"),
                new Placement(Placement.Side.RIGHT, 0, 0),
                mode,
                new Channel.WaitMessage(""),
                Channel.ReplyTime.OFF);
    }

    private List<AgentState> agents() {
        return IntStream.range(0, random.nextInt(4)).mapToObj(this::agent).toList();
    }

    private AgentState agent(int number) {
        return AgentBuilder.agent(number)
                .active(random.nextInt(8) > 0)
                .seat(random.nextInt(8) > 0)
                .duty(duty())
                .load(random.nextInt(3), random.nextBoolean() ? null : 1)
                .leaseUntil(random.nextInt(5) == 0 ? null : minutesAfter(START))
                .state();
    }

    private Agent.Duty duty() {
        return new Agent.Duty(
                random.nextInt(4) == 0 ? Agent.Status.AWAY : Agent.Status.AVAILABLE,
                START.minus(Duration.ofMinutes(random.nextInt(STEPS))),
                null,
                hoursOrNone());
    }

    private @Nullable OperatingHours hoursOrNone() {
        return random.nextBoolean() ? null : hours();
    }

    private OperatingHours hours() {
        var weekly = new HashMap<DayOfWeek, List<Range>>();
        for (var day : DayOfWeek.values()) {
            var from = random.nextInt(Range.DAY);
            weekly.put(
                    day,
                    List.of(
                            new Range(
                                    from, (from + 1 + random.nextInt(Range.DAY - 1)) % Range.DAY)));
        }
        var zone = ZONES.get(random.nextInt(ZONES.size()));
        return new OperatingHours(zone, random.nextInt(6) == 0 ? Map.of() : weekly);
    }

    private Instant minutesAfter(Instant from) {
        return from.plus(Duration.ofMinutes(random.nextInt(2 * STEPS)));
    }
}
