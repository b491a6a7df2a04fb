package parley.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Panels one below the other over one common horizontal axis, with spans and moments marked across
/// all of them; as SVG. Not for use by several threads.
public final class Plot {
    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 190;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 56;
    private static final int BETWEEN = 36;
    private static final int BELOW = 36;

    private final String title;
    private final String unit;
    private final double length;
    private final List<Panel> panels = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final List<Double> moments = new ArrayList<>();

    private record Panel(Axis axis, List<Series> series) {}

    private record Span(double from, double until, String label, String explanation) {}

    /// @param unit of the horizontal axis, which begins at 0
    /// @param length of the horizontal axis
    public Plot(String title, String unit, double length) {
        this.title = title;
        this.unit = unit;
        this.length = Math.max(length, 1);
    }

    /// Adds a panel below those that are there.
    public void panel(Axis axis, Series... series) {
        panels.add(new Panel(axis, List.of(series)));
    }

    /// Marks a span.
    ///
    /// @param label short, above it
    /// @param explanation shown to who points at it
    public void span(double from, double until, String label, String explanation) {
        spans.add(new Span(from, until, label, explanation));
    }

    /// Marks a moment.
    public void moment(double x) {
        moments.add(x);
    }

    /// The picture.
    public String svg() {
        var svg = new StringBuilder(64 * 1024);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(LEFT + WIDTH + RIGHT)
                .append(' ')
                .append(bottom() + BELOW)
                .append("\" font-family=\"sans-serif\" font-size=\"11\">\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, LEFT, 20, "start", title);
        spans.forEach(it -> draw(svg, it));
        moments.forEach(it -> {
            var x = number(x(it));
            svg.append("<path d=\"M" + x + " " + TOP + "V" + bottom())
                    .append("\" stroke=\"#b08030\" stroke-dasharray=\"2 3\"/>\n");
        });
        for (int at = 0; at < panels.size(); at++) {
            draw(svg, panels.get(at), TOP + at * (HEIGHT + BETWEEN));
        }
        text(svg, LEFT, bottom() + 16, "start", "0 " + unit);
        text(svg, LEFT + WIDTH, bottom() + 16, "end", number(length) + " " + unit);
        return svg.append("</svg>\n").toString();
    }

    private int bottom() {
        return TOP + panels.size() * (HEIGHT + BETWEEN) - BETWEEN;
    }

    private double x(double value) {
        return LEFT + WIDTH * Math.clamp(value / length, 0, 1);
    }

    private void draw(StringBuilder svg, Span span) {
        double from = x(span.from());
        double width = Math.max(1, x(span.until()) - from);
        svg.append("<rect x=\"" + number(from) + "\" y=\"" + (TOP - 14))
                .append("\" width=\"" + number(width) + "\" height=\"" + (bottom() - TOP + 14))
                .append("\" fill=\"#f4e3c1\"><title>" + escaped(span.explanation()))
                .append("</title></rect>\n");
        text(svg, from + 2, TOP - 3, "start", span.label());
    }

    private void draw(StringBuilder svg, Panel panel, int top) {
        svg.append("<rect x=\"" + LEFT + "\" y=\"" + top + "\" width=\"" + WIDTH)
                .append("\" height=\"" + HEIGHT + "\" fill=\"none\" stroke=\"#999\"/>\n");
        text(svg, LEFT - 4, top + 10, "end", number(panel.axis().high()));
        text(svg, LEFT - 4, top + HEIGHT, "end", number(panel.axis().low()));
        text(svg, LEFT + 6, top + 14, "start", panel.axis().label());
        int legend = LEFT + WIDTH - 6;
        for (var series : panel.series()) {
            curve(svg, series, panel.axis(), top);
            svg.append("<g fill=\"" + series.colour() + "\">");
            text(svg, legend, top + 14, "end", series.name());
            svg.append("</g>\n");
            legend -= 10 + 7 * series.name().length();
        }
    }

    private void curve(StringBuilder svg, Series series, Axis axis, int top) {
        svg.append("<path fill=\"none\" stroke=\"" + series.colour() + "\" d=\"");
        char command = 'M';
        for (int at = 0; at < series.x().length; at++) {
            double y = series.y()[at];
            if (Double.isNaN(y)) {
                command = 'M';
                continue;
            }
            svg.append(command)
                    .append(number(x(series.x()[at])))
                    .append(' ')
                    .append(number(top + HEIGHT * (1 - axis.share(y))));
            command = 'L';
        }
        svg.append("\"/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append("<text x=\"" + number(x) + "\" y=\"" + number(y))
                .append("\" text-anchor=\"" + anchor + "\">" + escaped(text) + "</text>\n");
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
