package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A migration")
class MigrationsTest {
    private static final Path SCRIPTS = Path.of("src", "main", "resources", "db", "migration");
    private static final Pattern NAME = Pattern.compile("V(\\d+)__(\\w+)\\.sql");

    /// The schema of the first release: no program knew less.
    private static final int FIRST_RELEASE = 6;

    private static final Pattern TAKES_AWAY =
            ignoringCase(
                    "\\bDROP\\s+(TABLE|COLUMN|VIEW|TYPE)\\b|\\bALTER\\s+TABLE\\b[^;]*\\bRENAME\\b"
                            + "|\\bSET\\s+NOT\\s+NULL\\b|\\bALTER\\s+COLUMN\\s+\\w+\\s+TYPE\\b");

    /// Taken away, unless the script makes another of the name.
    private static final Pattern FUNCTION =
            ignoringCase(
                    "\\bDROP\\s+FUNCTION\\s+(?:IF\\s+EXISTS\\s+)?(?<dropped>\\w+)"
                            + "|\\bALTER\\s+FUNCTION\\s+(?<renamed>\\w+)[^;]*\\bRENAME\\b");

    @Test
    @DisplayName("that takes something away from older programs says so in its name")
    void expands() throws IOException {
        for (var script : scripts()) {
            var name = NAME.matcher(script.getFileName().toString());
            assertThat(name.matches()).as("name of %s", script).isTrue();
            var description = name.group(2).replace('_', ' ');
            if (Integer.parseInt(name.group(1)) > FIRST_RELEASE
                    && Migrations.contractsAfter(description) == null) {
                assertThat(takesAway(Files.readString(script)))
                        .as("%s takes away what older programs may need", script)
                        .isFalse();
            }
        }
    }

    private static List<Path> scripts() throws IOException {
        try (var all = Files.list(SCRIPTS)) {
            var versioned = all.filter(it -> it.getFileName().toString().startsWith("V")).toList();
            assertThat(versioned).hasSizeGreaterThanOrEqualTo(FIRST_RELEASE);
            return versioned;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            textBlock =
                    """
                    ALTER TABLE entry ADD COLUMN mood text,                    false
                    CREATE OR REPLACE FUNCTION append_batch(),                 false
                    ALTER TABLE entry DROP COLUMN body,                        true
                    alter table entry rename to item,                          true
                    ALTER TABLE entry ALTER COLUMN body SET NOT NULL,          true
                    ALTER TABLE entry ALTER COLUMN seq TYPE integer,           true
                    DROP FUNCTION append_batch(text),                          true
                    ALTER FUNCTION append_batch RENAME TO append_items,        true
                    DROP FUNCTION a; CREATE FUNCTION a(),                      false
                    ALTER FUNCTION a RENAME TO b; CREATE FUNCTION a(),         false
                    """)
    @DisplayName("takes something away")
    void recognises(String sql, boolean away) {
        assertThat(takesAway(sql)).isEqualTo(away);
    }

    private static boolean takesAway(String sql) {
        return TAKES_AWAY.matcher(sql).find()
                || FUNCTION.matcher(sql).results().anyMatch(it -> !makes(sql, name(it)));
    }

    private static String name(MatchResult function) {
        var dropped = function.group("dropped");
        return dropped == null ? function.group("renamed") : dropped;
    }

    private static boolean makes(String sql, String function) {
        return ignoringCase("\\bCREATE\\s+FUNCTION\\s+" + function + "\\b").matcher(sql).find();
    }

    private static Pattern ignoringCase(String pattern) {
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    }

    @Test
    @DisplayName("names who must be gone before it contracts")
    void contracts() {
        assertThat(Migrations.contractsAfter("contract after 7 drop entry mood"))
                .isEqualTo(MigrationVersion.fromVersion("7"));
        assertThat(Migrations.contractsAfter("limits")).isNull();
        assertThat(Migrations.contractsAfter("contract later")).isNull();
    }
}
