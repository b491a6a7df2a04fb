package parley.gateway.availability;

import static java.util.Comparator.comparingLong;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

/// Whose faces the heading shows (D6, D7): all who are chosen, or three by lot. The lot is drawn
/// per agent, from the visit: it stays for the visit, is fair over many, and losing one agent
/// changes one face.
public final class Faces {
    /// Most faces at once.
    public static final int MAX = 3;

    private Faces() {}

    /// @param users chosen by name, in the chosen order
    /// @param teams chosen as teams, whose members follow
    /// @param visit any number that stays the same during a visit and differs between visits
    /// @return at most three active agents, each once, in the chosen order
    public static List<Agent> draw(
            Collection<AgentId> users, Collection<TeamId> teams, Staff staff, long visit) {
        var chosen =
                Stream.concat(users.stream(), teams.stream().flatMap(it -> staff.members(it)))
                        .distinct()
                        .flatMap(it -> Stream.ofNullable(staff.agents().get(it)))
                        .map(AgentState::agent)
                        .filter(Agent::active)
                        .toList();
        var drawn =
                chosen.stream()
                        .sorted(comparingLong(it -> lot(it.id(), visit)))
                        .limit(MAX)
                        .toList();
        return chosen.stream().filter(drawn::contains).toList();
    }

    /// The owner's face, or those that stand in (D9).
    ///
    /// @param owner of the contact; null for none
    public static List<Agent> ofOwner(@Nullable AgentId owner, List<Agent> fallback, Staff staff) {
        var state = owner == null ? null : staff.agents().get(owner);
        return state != null && state.agent().active() ? List.of(state.agent()) : fallback;
    }

    private static long lot(AgentId agent, long visit) {
        var id = agent.value();
        return mix(mix(mix(visit) ^ id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
    }

    /// Spreads the bits (the finaliser of SplitMix64).
    private static long mix(long bits) {
        var spread = (bits + 0x9E3779B97F4A7C15L);
        spread = (spread ^ (spread >>> 30)) * 0xBF58476D1CE4E5B9L;
        spread = (spread ^ (spread >>> 27)) * 0x94D049BB133111EBL;
        return spread ^ (spread >>> 31);
    }
}
