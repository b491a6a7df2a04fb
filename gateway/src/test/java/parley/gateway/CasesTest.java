package parley.gateway;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Counts. Which worked examples there are, and which of them are left out and why, stands in
/// `vectors/sections.json` and nowhere else; which are tested is found in the names of the tests of
/// all modules, of the pages' own tests, and in the vector files. The table goes to
/// `target/cases.txt`.
@DisplayName("Every worked example")
class CasesTest {
    private static final Pattern ID = Pattern.compile("\\b(?:[A-Z]{3}|PEER)-\\d\\d");

    /// The texts of a name, joined by `+` perhaps.
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:@DisplayName\\(|name = )\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

    private static final Pattern PAGE_TEST = Pattern.compile("\\btest\\(\\s*['\"`]([^'\"`]*)");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode SECTIONS =
            json(Path.of("src/test/resources/vectors/sections.json"));

    @Test
    @DisplayName("is a test that has its ID in the name, or is left out with a reason")
    void all() throws IOException {
        var tested = tested();
        var leftOut = reasons();
        var table = new StringBuilder();
        var missing = new TreeSet<String>();
        for (var section : SECTIONS.get("sections")) {
            var ids = ids(section);
            table.append(line(section, ids, tested, leftOut));
            ids.stream()
                    .filter(it -> !tested.contains(it) && !leftOut.containsKey(it))
                    .forEach(missing::add);
        }
        Files.writeString(Path.of("target/cases.txt"), table);
        System.out.print(table);
        assertThat(missing).as("neither tested nor left out with a reason").isEmpty();
    }

    @Test
    @DisplayName("that is left out is in the specification, and not tested after all")
    void leftOut() {
        var all = SECTIONS.get("sections").valueStream().flatMap(it -> ids(it).stream()).toList();
        assertThat(all).doesNotHaveDuplicates().containsAll(reasons().keySet());
        assertThat(reasons().keySet()).doesNotContainAnyElementsOf(tested());
        assertThat(reasons().values()).allMatch(it -> it.length() > 20);
    }

    @Test
    @DisplayName("that is named by a test is in the specification")
    void known() {
        var prefixes =
                SECTIONS.get("sections").valueStream().map(it -> it.get("prefix").stringValue());
        var all = SECTIONS.get("sections").valueStream().flatMap(it -> ids(it).stream()).toList();
        var ofSections =
                prefixes.flatMap(
                        prefix -> tested().stream().filter(it -> it.startsWith(prefix + "-")));
        assertThat(ofSections).isSubsetOf(withOurs(all));
    }

    /// Examples of our own, behind those of the specification.
    private static List<String> withOurs(List<String> all) {
        return Stream.of(all.stream(), ids("PRI", 13, 14).stream(), ids("QRY", 18, 22).stream())
                .flatMap(it -> it)
                .toList();
    }

    private static String line(
            JsonNode section,
            List<String> ids,
            SortedSet<String> tested,
            Map<String, String> leftOut) {
        var out = ids.stream().filter(leftOut::containsKey).toList();
        var head =
                "%2s %-45s %-4s %3d rows, %3d tested, %d left out%n"
                        .formatted(
                                section.get("number").asInt() == 0
                                        ? ""
                                        : section.get("number").asString(),
                                section.get("of").stringValue(),
                                section.get("prefix").stringValue(),
                                ids.size(),
                                ids.stream().filter(tested::contains).count(),
                                out.size());
        return head
                + out.stream()
                        .map(it -> "     %s: %s%n".formatted(it, leftOut.get(it)))
                        .collect(joining());
    }

    private static List<String> ids(JsonNode section) {
        return ids(section.get("prefix").stringValue(), 1, section.get("rows").intValue());
    }

    private static List<String> ids(String prefix, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(it -> "%s-%02d".formatted(prefix, it))
                .toList();
    }

    private static Map<String, String> reasons() {
        var reasons = new TreeMap<String, String>();
        SECTIONS.get("leftOut").forEachEntry((id, why) -> reasons.put(id, why.stringValue()));
        return reasons;
    }

    private static SortedSet<String> tested() {
        var ids = new TreeSet<String>();
        for (var module : List.of("protocol", "gateway", "loadtest")) {
            files(Path.of("..", module, "src/test/java"), ".java")
                    .forEach(it -> named(it, NAME, ids));
        }
        files(Path.of("src/test/resources/pages-test"), ".js")
                .forEach(it -> named(it, PAGE_TEST, ids));
        files(Path.of("src/test/resources/vectors"), ".json").forEach(it -> vectors(json(it), ids));
        return ids;
    }

    private static void named(Path file, Pattern name, SortedSet<String> ids) {
        var names = name.matcher(text(file));
        while (names.find()) {
            find(names.group(1), ids);
        }
    }

    private static void vectors(JsonNode file, SortedSet<String> ids) {
        for (var list : List.of("cases", "rows")) {
            for (var row : file.path(list)) {
                if (!row.has("by") && !row.has("leftOut")) {
                    find(row.get("id").stringValue(), ids);
                }
            }
        }
    }

    private static void find(String text, SortedSet<String> ids) {
        ID.matcher(text).results().forEach(it -> ids.add(it.group()));
    }

    private static List<Path> files(Path folder, String end) {
        try (var all = Files.walk(folder)) {
            return all.filter(it -> it.toString().endsWith(end)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        return JSON.readTree(text(file));
    }
}
