package parley.loadtest.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import parley.loadtest.desk.AgentDesk;

/// The simulated agents of a run. They do not use Gatling, so that its numbers are checked by an
/// independent count.
record Desks(List<AgentDesk> desks) {
    /// @throws IllegalArgumentException with a sentence for the user
    static Desks open(Target target, int seats, String mark) {
        try {
            var inboxes = AgentDesk.inboxes(target.agents(), target.token());
            List<AgentDesk> desks = new ArrayList<>();
            for (int seat = 0; seat < seats; seat++) {
                var share = new AgentDesk.Share(mark, seat, seats);
                desks.add(AgentDesk.open(target.agents(), target.token(), inboxes, share));
            }
            return new Desks(desks);
        } catch (IOException e) {
            throw new IllegalArgumentException("the agents cannot connect: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        }
    }

    /// What is not as it must be; empty if all is well.
    ///
    /// @param messages how many the visitors sent
    List<String> problems(int messages) {
        List<String> problems = new ArrayList<>();
        int heard = desks.stream().mapToInt(AgentDesk::heard).sum();
        int acked = desks.stream().mapToInt(AgentDesk::acked).sum();
        if (heard != messages || acked != messages) {
            problems.add(
                    "agents heard %d and had %d answers acknowledged (expected: %d each)"
                            .formatted(heard, acked, messages));
        }
        desks.stream().map(AgentDesk::problem).filter(it -> it != null).forEach(problems::add);
        return problems;
    }
}
