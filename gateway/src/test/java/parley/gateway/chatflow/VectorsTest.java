package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.chatflow.json.Read;
import parley.gateway.chatflow.page.PageView;

@DisplayName("Targeting decides the worked examples")
class VectorsTest {
    @TestFactory
    @DisplayName("of URL rules (PEER-19)")
    Stream<DynamicTest> url() {
        return tests("url.json");
    }

    @TestFactory
    @DisplayName("of query-parameter rules")
    Stream<DynamicTest> query() {
        return tests("query.json");
    }

    @TestFactory
    @DisplayName("of groups, exclusions and visitor filters")
    Stream<DynamicTest> groups() {
        return tests("groups.json");
    }

    @TestFactory
    @DisplayName("of priority")
    Stream<DynamicTest> priority() {
        return tests("priority.json");
    }

    @ParameterizedTest(name = "{0}: {1}-01 to {1}-{2}")
    @CsvSource({
        "url.json,URL,47",
        "query.json,QRY,17",
        "groups.json,GRP,27",
        "priority.json,PRI,12"
    })
    @DisplayName("no row is left out, no name is there twice")
    void complete(String file, String section, int rows) {
        var ids = Vector.of(file).stream().map(Vector::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.stream().map(it -> it.substring(0, 6)).collect(Collectors.toSet()))
                .containsAll(
                        IntStream.rangeClosed(1, rows)
                                .mapToObj(it -> "%s-%02d".formatted(section, it))
                                .toList());
    }

    private static Stream<DynamicTest> tests(String file) {
        return Vector.of(file).stream()
                .filter(Vector::decidedHere)
                .map(it -> DynamicTest.dynamicTest(it.id() + " " + it.title(), () -> check(it)));
    }

    private static void check(Vector vector) {
        var expect = vector.expect();
        if (expect.has("saved")) {
            checkSaving(vector);
            return;
        }
        var page = PageView.of(vector.page());
        var shown = shown(vector, page);
        if (expect.has("winner")) {
            assertThat(shown == null ? null : shown.name())
                    .isEqualTo(expect.get("winner").asString(null));
        } else {
            assertThat(shown != null).isEqualTo(expect.get("shown").booleanValue());
            if (!vector.json().toString().contains("ß")) { // the naive host is the JDK's, IDNA 2003
                assertThat(naive(vector)).as("naive").isEqualTo(shown);
            }
        }
        assertThat(page.truncated()).isEqualTo(expect.path("truncated").asBoolean(false));
        assertThat(page.queryCapped()).isEqualTo(expect.path("queryCapped").asBoolean(false));
        if (expect.has("url")) {
            assertThat(page.url()).isEqualTo(expect.get("url").stringValue());
        }
    }

    /// Selection and then availability, as the decision pipeline has it.
    private static @Nullable Chatflow shown(Vector vector, PageView page) {
        var compiled = CompiledChatflows.compile(vector.chatflows());
        var match = compiled.first(page, vector.visitor());
        while (match instanceof Match.Found found && vector.hidden(found.chatflow())) {
            match =
                    found.chatflow().definition().target().tryNextWhenHidden()
                            ? compiled.firstAfter(found, page, vector.visitor())
                            : Match.None.NONE;
        }
        return match instanceof Match.Found found ? found.chatflow() : null;
    }

    private static @Nullable Chatflow naive(Vector vector) {
        var page = NaivePage.of(vector.page());
        return vector.chatflows().stream()
                .filter(Chatflow::published)
                .sorted(Comparator.comparing(Chatflow::position))
                .filter(it ->
                        new NaiveTargeting()
                                .wants(it.definition().target(), page, vector.visitor()))
                .findFirst()
                .orElse(null);
    }

    private static void checkSaving(Vector vector) {
        var expect = vector.expect();
        var read = vector.definition();
        if (!expect.get("saved").booleanValue()) {
            assertThat(read).isInstanceOf(Read.Bad.class);
            assertThat(((Read.Bad<Definition>) read).problems())
                    .extracting(Problem::path)
                    .isEqualTo(List.of(expect.get("path").stringValue()));
            return;
        }
        var problems = Vector.good(read).problemsToPublish();
        assertThat(problems)
                .extracting(Problem::path)
                .isEqualTo(List.of(expect.get("path").stringValue()));
    }
}
