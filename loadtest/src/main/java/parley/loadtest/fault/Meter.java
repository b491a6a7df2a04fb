package parley.loadtest.fault;

import java.io.IOException;
import parley.loadtest.cluster.Node;

/// What a node says of itself.
final class Meter {
    private Meter() {}

    /// @param line how the meter's lines begin, up to their values
    /// @return the sum of all that begin so; 0 if none does
    static double read(Site site, Node node, String line) throws IOException, InterruptedException {
        return site.cluster()
                .readiness()
                .metrics(node)
                .lines()
                .filter(it -> it.startsWith(line))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }
}
