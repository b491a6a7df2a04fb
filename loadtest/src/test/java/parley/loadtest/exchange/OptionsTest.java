package parley.loadtest.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The options of an exchange")
class OptionsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "LOADTEST_PORTAL", UUID.randomUUID().toString(),
                    "LOADTEST_PAGE", "http://localhost:8080/demo/",
                    "LOADTEST_TOKEN", "cg_environment");

    @Test
    @DisplayName("come from the environment under names that are not the gateway's")
    void environment() {
        var environment = new TreeMap<>(ENVIRONMENT);
        environment.put("PARLEY_TOKEN", "cg_gateway");
        assertThat(Options.of(List.of(), environment, 1).token()).isEqualTo("cg_environment");
    }

    @Test
    @DisplayName("of the command line win")
    void commandLine() {
        var options = Options.of(List.of("--token", "cg_argument"), ENVIRONMENT, 1);
        assertThat(options.token()).isEqualTo("cg_argument");
    }
}
