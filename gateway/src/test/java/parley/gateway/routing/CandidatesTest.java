package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.protocol.value.AgentId;

@DisplayName("Candidates")
class CandidatesTest {
    private static final Instant NOW = Instant.parse("2026-05-04T08:00:00Z");

    @Test
    @DisplayName("with fewer open conversations come first")
    void leastOpen() {
        var busy = agent(1, 2, NOW.minusSeconds(900));
        var free = agent(2, 1, NOW.minusSeconds(1));
        assertThat(available(busy, free)).containsExactly(free, busy);
    }

    @Test
    @DisplayName("with equally many: who waited longest for one, who never had one before all")
    void longestIdle() {
        var lately = agent(1, 1, NOW.minusSeconds(1));
        var longAgo = agent(2, 1, NOW.minusSeconds(900));
        var never = agent(3, 1, null);
        assertThat(available(lately, longAgo, never)).containsExactly(never, longAgo, lately);
    }

    @Test
    @DisplayName("otherwise equal: by id as the database compares them, which is not Java's order")
    void byId() {
        var low = agent(new UUID(0x7fff_0000_0000_0000L, 0), 0, null);
        var high = agent(new UUID(0x8000_0000_0000_0000L, 0), 0, null);
        assertThat(available(high, low)).containsExactly(low, high);
        assertThat(low.agent().id().value()).isGreaterThan(high.agent().id().value());
    }

    @Test
    @DisplayName("begin with the contact's owner, who is not asked twice")
    void owner() {
        var owner = agent(1, 5, NOW);
        var free = agent(2, 0, null);
        var candidates = new Candidates(owner, List.of(free, owner), Set.of());
        assertThat(candidates.availableAt(NOW)).containsExactly(owner, free);
    }

    @Test
    @DisplayName("who had it and did not answer are not asked again, the owner neither")
    void tried() {
        var owner = agent(1, 0, null);
        var next = agent(2, 0, null);
        var candidates = new Candidates(owner, List.of(next), Set.of());
        assertThat(candidates.without(Set.of(owner.agent().id())).availableAt(NOW))
                .containsExactly(next);
    }

    private static List<AgentState> available(AgentState... agents) {
        return new Candidates(null, List.of(agents), Set.of()).availableAt(NOW);
    }

    private static AgentState agent(int number, int open, @Nullable Instant lastAssignedAt) {
        return agent(new UUID(1, number), open, lastAssignedAt);
    }

    private static AgentState agent(UUID id, int open, @Nullable Instant lastAssignedAt) {
        return AgentBuilder.agent(new AgentId(id))
                .load(new Agent.Load(open, null, lastAssignedAt))
                .state();
    }
}
