package parley.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PlotTest {
    @Test
    @DisplayName("the picture is well-formed, whatever its words are")
    void wellFormed() throws Exception {
        var plot = new Plot("a < b & \"c\"", "s", 3);
        double[] x = {0, 1, 2, 3};
        plot.panel(
                Axis.logarithmic("ms", 1, 100),
                new Series("p99", "red", x, new double[] {0, 10, Double.NaN, 1_000}));
        plot.panel(Axis.linear("rate", 10), new Series("acks", "green", x, x));
        plot.span(1, 2, "6", "Redis <killed>");
        plot.moment(1.5);
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(plot.svg())));
        assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(3);
    }

    @Test
    @DisplayName("a value without a number leaves a gap, one beyond the axis lies on its edge")
    void gaps() {
        var plot = new Plot("", "s", 3);
        double[] x = {0, 1, 2, 3};
        plot.panel(
                Axis.linear("rate", 10),
                new Series("acks", "green", x, new double[] {0, Double.NaN, 5, 99}));
        assertThat(plot.svg()).contains("d=\"M60 246M726.7 151L1060 56\"");
    }
}
