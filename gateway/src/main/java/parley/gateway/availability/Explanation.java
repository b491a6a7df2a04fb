package parley.gateway.availability;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel.Mode;

/// Why a team's availability is what it is, in words for whoever runs the chat: never for visitors,
/// it names agents.
///
/// @param availability what is explained
/// @param lines the facts, in the order in which they were asked
/// @param because one sentence
public record Explanation(Availability availability, List<Line> lines, String because) {
    private static final DateTimeFormatter WALL_CLOCK =
            DateTimeFormatter.ofPattern("EEEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

    /// Copies the list.
    public Explanation {
        lines = List.copyOf(lines);
    }

    /// One fact.
    ///
    /// @param what what was asked, as in `operating hours` or `agent Anna Schmidt`
    /// @param holds whether it speaks for being available
    public record Line(String what, boolean holds, String why) {}

    /// Explains what a new visitor gets.
    public static Explanation of(AssignmentRule rule, Inbox inbox, Staff staff, Instant now) {
        var answering = staff.answering(rule, inbox);
        var availability = Availability.of(inbox.channel(), answering, now);
        var lines = new ArrayList<Line>();
        lines.add(gate(inbox.channel().mode(), answering, now));
        staff.agents().values().stream()
                .sorted(Staff.BY_ID)
                .map(it -> line(it, staff.exclusion(it, rule, inbox), now))
                .forEach(lines::add);
        return new Explanation(availability, lines, because(availability, lines.getFirst()));
    }

    private static Line gate(Mode mode, List<AgentState> answering, Instant now) {
        return switch (mode) {
            case Mode.Always _ -> new Line("mode", true, "set to available at all times");
            case Mode.Hours(var hours, _) ->
                    new Line("operating hours", hours.openAt(now), hoursNow(hours, now));
            case Mode.Agents _ -> {
                var available = answering.stream().filter(it -> it.availableAt(now)).count();
                yield new Line(
                        "agents",
                        available > 0,
                        "%d of %d who answer are available".formatted(available, answering.size()));
            }
        };
    }

    private static String hoursNow(OperatingHours hours, Instant now) {
        var local = LocalDateTime.ofInstant(now, hours.zone());
        var state = hours.openAt(now) ? "open" : "closed";
        if (hours.closed().contains(local.toLocalDate())) {
            state = "closed for the date";
        }
        var next = hours.nextChange(now);
        return "%s on %s in %s, %s"
                .formatted(
                        state,
                        WALL_CLOCK.format(local),
                        hours.zone(),
                        next == null ? "for ever" : "until " + next);
    }

    private static Line line(AgentState state, @Nullable String exclusion, Instant now) {
        var what = "agent " + state.agent().profile().name();
        if (exclusion != null) {
            return new Line(what, false, exclusion);
        }
        var obstacles = state.obstacles(now);
        return obstacles.isEmpty()
                ? new Line(what, state.hasRoom(), load(state.agent().load()))
                : new Line(what, false, String.join("; ", obstacles));
    }

    private static String load(Agent.Load load) {
        var limit = load.capacity() == null ? "no limit" : "limit " + load.capacity();
        return "available%s, %d open, %s"
                .formatted(load.hasRoom() ? "" : " and full", load.counted(), limit);
    }

    private static String because(Availability availability, Line gate) {
        return switch (availability.team()) {
            case TeamAvailability.Available _ -> "available: " + gate.why();
            case TeamAvailability.Full _ -> "full: every available agent is at the limit";
            case TeamAvailability.Away _ -> "away: " + gate.why();
        };
    }
}
