package parley.loadtest.crowd;

import java.util.List;
import java.util.UUID;

/// One tenant of a run.
///
/// @param canary what every body of it begins with, and no other's
public record Portal(UUID id, UUID inbox, long canary, List<Desk> desks) {
    /// Copies the list.
    public Portal {
        desks = List.copyOf(desks);
    }

    /// An agent who works here.
    public record Desk(UUID agent, String token) {
        @Override
        public String toString() {
            return "Desk[" + agent + "]";
        }
    }
}
