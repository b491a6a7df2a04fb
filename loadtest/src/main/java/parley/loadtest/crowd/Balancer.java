package parley.loadtest.crowd;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;
import parley.loadtest.cluster.Node;
import parley.loadtest.cluster.Readiness;

/// Where a new connection goes, as a load balancer decides: of two nodes that are ready the one
/// with fewer connections.
final class Balancer {
    private final Readiness readiness;
    private final List<Node> nodes;
    private final AtomicIntegerArray live;

    Balancer(Readiness readiness, List<Node> nodes) {
        this.readiness = readiness;
        this.nodes = List.copyOf(nodes);
        this.live = new AtomicIntegerArray(nodes.size());
    }

    Node choose(RandomGenerator random) {
        var ready = nodes.stream().filter(readiness::isReady).toList();
        var among = ready.isEmpty() ? nodes : ready;
        var one = among.get(random.nextInt(among.size()));
        var other = among.get(random.nextInt(among.size()));
        return live(one) <= live(other) ? one : other;
    }

    void live(Node node, boolean now) {
        live.addAndGet(node.number(), now ? 1 : -1);
    }

    int live(Node node) {
        return live.get(node.number());
    }
}
