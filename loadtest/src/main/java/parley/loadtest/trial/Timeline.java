package parley.loadtest.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import parley.loadtest.fault.Evidence;
import parley.loadtest.report.Axis;
import parley.loadtest.report.Plot;
import parley.loadtest.report.Series;

/// Acks a second and their latency over a trial's time, with the faults marked.
final class Timeline {
    private static final double SECOND = 1e9;

    private final Outcome outcome;
    private final long begin;
    private final List<List<Double>> millis = new ArrayList<>();

    Timeline(Outcome outcome) {
        this.outcome = outcome;
        var acks = outcome.evidence().acks();
        this.begin = acks.isEmpty() ? 0 : acks.getFirst().at();
        for (var ack : acks) {
            int second = (int) at(ack.at());
            while (millis.size() <= second) {
                millis.add(new ArrayList<>());
            }
            millis.get(second).add((ack.at() - ack.firstAt()) / 1e6);
        }
    }

    private double at(long nanos) {
        return (nanos - begin) / SECOND;
    }

    String svg(String title) {
        var x = new double[millis.size()];
        var rate = new double[x.length];
        var p50 = new double[x.length];
        var p99 = new double[x.length];
        for (int second = 0; second < x.length; second++) {
            var sorted = millis.get(second).stream().mapToDouble(it -> it).sorted().toArray();
            x[second] = second;
            rate[second] = sorted.length;
            p50[second] = sorted.length == 0 ? Double.NaN : Evidence.percentile(sorted, 0.5);
            p99[second] = sorted.length == 0 ? Double.NaN : Evidence.percentile(sorted, 0.99);
        }
        var plot = new Plot(title, "s", x.length);
        plot.panel(
                Axis.linear("acks a second", Arrays.stream(rate).max().orElse(1)),
                new Series("acks", "#1e6b4a", x, rate));
        plot.panel(
                Axis.logarithmic("ms from the first attempt to the ack", 1, 60_000),
                new Series("p99", "#cc3311", x, p99),
                new Series("p50", "#2255aa", x, p50));
        for (var judged : outcome.judged()) {
            mark(plot, judged);
        }
        return plot.svg();
    }

    private void mark(Plot plot, Outcome.Judged judged) {
        if (!judged.skipped().isEmpty()) {
            return;
        }
        var window = judged.window();
        plot.span(
                at(window.from()),
                at(window.until()),
                Integer.toString(judged.fault().row()),
                judged.fault().what());
        window.marks("kill").forEach(it -> plot.moment(at(it.at())));
    }
}
