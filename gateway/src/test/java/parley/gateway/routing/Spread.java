package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Channel;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// Conversations of one minute that arrive at random, never two at once, each routed to the best of
/// some equal agents.
final class Spread {
    private static final long SEED = Long.getLong("spread.seed", System.nanoTime());
    private static final Duration LENGTH = Duration.ofMinutes(1);
    private static final int MILLIS_APART = 40_000;

    private final Map<AgentId, Agent.Load> loads = new HashMap<>();
    private final Map<AgentId, Integer> served = new HashMap<>();
    private final List<Running> running = new ArrayList<>();

    /// How many conversations each agent had.
    static List<Integer> of(Channel channel, int agents, int conversations) {
        System.out.println("spread.seed=" + SEED);
        var spread = new Spread();
        IntStream.range(0, agents)
                .forEach(
                        it -> spread.loads.put(AgentBuilder.id(it), new Agent.Load(0, null, null)));
        var random = new Random(SEED);
        var now = Instant.parse("2026-05-04T08:00:00Z");
        for (int i = 0; i < conversations; i++) {
            now = now.plusMillis(1 + random.nextInt(MILLIS_APART));
            spread.end(now);
            spread.begin(channel, now);
            spread.checkLevel();
        }
        return List.copyOf(spread.served.values());
    }

    private void begin(Channel channel, Instant now) {
        var states =
                loads.entrySet().stream()
                        .map(it -> AgentBuilder.agent(it.getKey()).load(it.getValue()).state())
                        .toList();
        var rule = new AssignmentRule(true, loads.keySet(), Set.<TeamId>of(), false);
        var route = Route.of(rule, channel, new Candidates(null, states, Set.of()), now);
        var agent = route.assignment().assignee();
        assertThat(agent).isNotNull();
        served.merge(agent, 1, Integer::sum);
        running.add(new Running(agent, now.plus(LENGTH)));
        change(agent, 1, now);
    }

    private void end(Instant now) {
        running.stream()
                .filter(it -> !it.until().isAfter(now))
                .forEach(it -> change(it.agent(), -1, loads.get(it.agent()).lastAssignedAt()));
        running.removeIf(it -> !it.until().isAfter(now));
    }

    private void change(AgentId agent, int by, @Nullable Instant assignedAt) {
        var open = loads.get(agent).open() + by;
        loads.put(agent, new Agent.Load(open, null, assignedAt));
    }

    private void checkLevel() {
        var open = loads.values().stream().mapToInt(Agent.Load::open).summaryStatistics();
        assertThat(open.getMax() - open.getMin()).as("spread of load").isLessThanOrEqualTo(1);
    }

    private record Running(AgentId agent, Instant until) {}
}
