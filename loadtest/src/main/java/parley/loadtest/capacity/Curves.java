package parley.loadtest.capacity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import parley.loadtest.measure.Latencies;
import parley.loadtest.measure.Summary;
import parley.loadtest.report.Axis;
import parley.loadtest.report.Plot;
import parley.loadtest.report.Series;

/// The course of a run, looked at once a second: how long everything took, and what the gateways
/// used for it.
final class Curves implements AutoCloseable {
    private static final String GREEN = "#1e6b4a";
    private static final String BLUE = "#2255aa";

    private final Gateways gateways;
    private final Latencies latencies;
    private final List<Point> points = new ArrayList<>();
    private final Thread watcher;

    /// Looks from now on.
    Curves(Gateways gateways, Latencies latencies) {
        this.gateways = gateways;
        this.latencies = latencies;
        watcher = Thread.ofVirtual().name("curves").start(this::watch);
    }

    /// @param acks so far
    private record Point(double seconds, Gateways.Use use, long acks) {}

    /// As SVG: how much came, its latency, and memory and processor time of the gateways.
    synchronized String plot(String title) {
        var summary = new Summary(title, "", latencies, Map.of(), List.of());
        var plot = new Plot(title, "s", latencies.seconds());
        summary.draw(plot);
        panel(plot, "resident memory of the gateways, MB", BLUE, it -> it.use().rssBytes() / 1e6);
        var cpu = new double[points.size()];
        var each = new double[points.size()];
        for (int i = 1; i < cpu.length; i++) {
            var before = points.get(i - 1);
            var point = points.get(i);
            double used = point.use().cpuSince(before.use());
            cpu[i] = used / (point.seconds() - before.seconds());
            long acks = point.acks() - before.acks();
            each[i] = acks == 0 ? Double.NaN : used * 1e6 / acks;
        }
        panel(plot, "processors that the gateways use", GREEN, cpu);
        panel(plot, "us of processor time a message, all of the gateways' together", GREEN, each);
        return plot.svg();
    }

    private void panel(Plot plot, String what, String colour, ToDoubleFunction<Point> value) {
        panel(plot, what, colour, points.stream().mapToDouble(value).toArray());
    }

    private void panel(Plot plot, String what, String colour, double[] y) {
        double most = 0;
        for (var value : y) {
            most = Double.isNaN(value) ? most : Math.max(most, value);
        }
        var x = points.stream().mapToDouble(Point::seconds).toArray();
        plot.panel(Axis.linear(what, most), new Series("", colour, x, y));
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(1_000);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("a gateway cannot be looked at any more: " + e.getMessage());
        }
    }

    private synchronized void look() throws IOException {
        latencies.mark();
        points.add(new Point(latencies.micros() / 1e6, gateways.use(), latencies.count("ack")));
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
