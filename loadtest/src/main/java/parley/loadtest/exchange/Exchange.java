package parley.loadtest.exchange;

import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.TabId;

/// Proves the delivery contract from outside: a visitor and an agent send each other messages while
/// each side's TCP connection is cut with RST in mid-send; afterwards both must hold the same list,
/// as must a third connection that reads it from the start.
public final class Exchange {
    private static final int VIOLATION = 1;
    private static final int USAGE = 2;

    private final Options options;
    private final PrintStream out;
    private final AtomicBoolean givenUp = new AtomicBoolean();

    Exchange(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /// @param arguments see `--help`
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.getenv(), System.out));
    }

    static int run(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws InterruptedException {
        if (arguments.contains("--help")) {
            out.print(Options.HELP);
            return 0;
        }
        try {
            return new Exchange(Options.of(arguments, environment, System.nanoTime()), out).run();
        } catch (IllegalArgumentException | Peer.NoGateway e) {
            out.println(e.getMessage());
            return USAGE;
        }
    }

    private int run() throws InterruptedException {
        out.printf("seed %d%n", options.seed());
        var meeting = new Meeting();
        var visitor = visitor(meeting);
        var agent = agent(meeting);
        int messages = 2 * options.messages();
        talk(List.of(visitor, agent), messages);
        var conversation = visitor.side().conversation();
        var replay = replay(meeting);
        talk(List.of(replay), messages);
        Set<String> expected = new TreeSet<>(visitor.sends().bodies().values());
        expected.addAll(agent.sends().bodies().values());
        var results =
                List.of(
                        Result.of(visitor, expected),
                        Result.of(agent, expected),
                        Result.of(replay, expected));
        return report(String.valueOf(conversation), results);
    }

    private void talk(List<Peer> peers, int messages) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var finished = new ExecutorCompletionService<Peer>(threads);
            for (var peer : peers) {
                var _ =
                        finished.submit(() -> {
                            peer.run(messages);
                            return peer;
                        });
            }
            for (var _ : peers) {
                try {
                    var _ = finished.take().get();
                } catch (ExecutionException e) {
                    var _ = threads.shutdownNow();
                    throw e.getCause() instanceof Peer.NoGateway none
                            ? none
                            : new IllegalStateException(e);
                }
            }
        }
    }

    private Peer visitor(Meeting meeting) {
        var side =
                new VisitorSide(
                        options.portal(), options.page(), new TabId(UUID.randomUUID()), meeting);
        return peer(side, options.messages(), options.cuts(), options.visitors());
    }

    private Peer agent(Meeting meeting) {
        var side = new AgentSide("agent", options.token(), meeting);
        return peer(side, options.messages(), options.cuts(), options.agents());
    }

    private Peer replay(Meeting meeting) {
        return peer(new AgentSide("replay", options.token(), meeting), 0, 0, options.agents());
    }

    private Peer peer(Side side, int messages, int cuts, List<URI> nodes) {
        var random = new Random(options.seed() + side.name().hashCode());
        var sends = new Sends(side.name(), messages, () -> new ClientMessageId(UUID.randomUUID()));
        return new Peer(
                side,
                sends,
                new Cuts(messages, cuts, random),
                new Peer.Ways(nodes, options.patience(), random, givenUp));
    }

    private int report(String conversation, List<Result> results) {
        out.printf("conversation %s%n%n", conversation);
        out.printf(
                "%-8s %6s %6s %7s %5s %12s %6s %11s %8s  %s%n",
                "",
                "sent",
                "acked",
                "resent",
                "cuts",
                "connections",
                "syncs",
                "duplicates",
                "entries",
                "sha256 of the list");
        for (var it : results) {
            out.printf(
                    "%-8s %6d %6d %7d %5d %12d %6d %11d %8d  %s%n",
                    it.name(),
                    it.sent(),
                    it.acked(),
                    it.resent(),
                    it.cuts(),
                    it.connections(),
                    it.synced(),
                    it.duplicates(),
                    it.entries(),
                    it.sha256());
        }
        List<String> violations = new ArrayList<>();
        results.forEach(it -> violations.addAll(it.violations()));
        if (results.stream().map(Result::sha256).distinct().count() > 1) {
            violations.add("the lists differ");
        }
        violations.forEach(it -> out.println("VIOLATION " + it));
        out.println(violations.isEmpty() ? "OK" : "FAILED");
        return violations.isEmpty() ? 0 : VIOLATION;
    }
}
