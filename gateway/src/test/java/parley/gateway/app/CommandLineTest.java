package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The command line")
class CommandLineTest {
    @Test
    @DisplayName("says what is to be done, in any order")
    void order() {
        var file = Path.of("a.yaml");
        assertThat(parse("--migrate", "--config", "a.yaml"))
                .isEqualTo(parse("--config", "a.yaml", "--migrate"))
                .isEqualTo(new CommandLine.Migrate(file));
        assertThat(parse("--end-with-parent", "--config", "a.yaml"))
                .isEqualTo(new CommandLine.Run(file, CommandLine.Until.PARENT_ENDS));
    }

    @Test
    @DisplayName("does one thing, and refuses two")
    void one() {
        assertThat(parse("--until-ready", "--migrate"))
                .isEqualTo(
                        new CommandLine.Wrong(
                                "--migrate, --until-ready: one of them (see --help)"));
        assertThat(parse("--check-config", "--check-config"))
                .isEqualTo(new CommandLine.CheckConfig(null));
    }

    @Test
    @DisplayName("names what is missing or not known")
    void wrong() {
        assertThat(parse("--config"))
                .isEqualTo(new CommandLine.Wrong("--config: no file (expected: --config FILE)"));
        assertThat(parse("--until-redy"))
                .isEqualTo(new CommandLine.Wrong("--until-redy: unknown argument (see --help)"));
    }

    private static CommandLine parse(String... arguments) {
        return CommandLine.parse(List.of(arguments));
    }
}
