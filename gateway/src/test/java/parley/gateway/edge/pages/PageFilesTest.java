package parley.gateway.edge.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The files of the pages")
class PageFilesTest {
    private final PageFiles pages = PageFiles.read(URI.create("http://localhost:8080"));

    @Test
    @DisplayName("the loader names the build, and the build's folder holds the widget")
    void build() {
        var loader = text(pages.forVisitors("/loader.js"));
        for (var file : List.of("widget\\.js", "ondemand/preview\\.js")) {
            var path = Pattern.compile("/widget/[0-9a-f]{12}/" + file).matcher(loader);
            assertThat(path.find()).isTrue();
            assertThat(pages.forVisitors(path.group())).isNotNull();
        }
    }

    @Test
    @DisplayName(
            "PEER-06: the loader takes at most 3 KB, all the widget's modules together at most 40 KB")
    void budgets() {
        assertThat(pages.forVisitors("/loader.js").plain()).hasSizeLessThanOrEqualTo(3 * 1024);
        assertThat(pages.widgetBytes()).isLessThanOrEqualTo(40 * 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/console/",
                "/demo/",
                "/widget/widget.js",
                "/widget/000000000000/loader",
                "/widget/000000000000/../../console/index.html",
                "/README.md",
                "/widget/",
                ""
            })
    @DisplayName("a visitor gets nothing but the widget")
    void visitors(String path) {
        assertThat(pages.forVisitors(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/README.md", "/console", "/console/../README.md", "/nothing.js"})
    @DisplayName("what is not a page is not found")
    void agents(String path) {
        assertThat(pages.forAgents(path)).isNull();
    }

    @Test
    @DisplayName("the demo shop's tag points to the visitor listener")
    void filled() {
        assertThat(text(pages.forAgents("/demo/")))
                .contains("src=\"http://localhost:8080/loader.js\"")
                .contains("ws://localhost:8080")
                .doesNotContain("{{");
    }

    private static String text(PageFile file) {
        return new String(file.plain(), UTF_8);
    }
}
