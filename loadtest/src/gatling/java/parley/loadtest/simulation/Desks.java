package parley.loadtest.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import parley.loadtest.desk.AgentDesk;

/// The simulated agents of a run. They do not use Gatling, so that its numbers are checked by an
/// independent count.
record Desks(List<AgentDesk> desks) {
    /// Seats enough for so many chats: an agent may watch 50 conversations at once.
    static int seats(int chats) {
        return Math.max(5, chats / 20);
    }

    /// Takes seats that answer every message of the run, and judge in the end whether as many came
    /// as it sends; what came to them is `heard by an agent`.
    ///
    /// @param messages how many the visitors send
    static void open(Run run, int seats, int messages) {
        var desks =
                Stop.orGet(() ->
                        open(
                                run.target(),
                                seats,
                                run.mark(),
                                body -> run.latencies().came("heard by an agent", Due.of(body))));
        run.counter(() -> desks.problems(messages));
    }

    /// @throws IllegalArgumentException with a sentence for the user
    static Desks open(Target target, int seats, String mark, Consumer<String> heard) {
        try {
            var inboxes = AgentDesk.inboxes(target.agents(), target.token());
            List<AgentDesk> desks = new ArrayList<>();
            for (int seat = 0; seat < seats; seat++) {
                var share = new AgentDesk.Share(mark, seat, seats);
                desks.add(AgentDesk.open(target.agents(), target.token(), inboxes, share, heard));
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
