package parley.loadtest.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("On two gateways, an agent's switch")
class PushIT {
    @Test
    @DisplayName(
            "AGT-10: brings one push to every page of the team and nothing to the others; one of"
                    + " them on the wrong page is found")
    void switched(@TempDir Path folder) throws Exception {
        var options =
                Options.of(
                        List.of(
                                "--widgets 200 --concerned 40 --flips 2 --kill no --astray 1"
                                        .split(" ", -1)));
        var rounds = new Measurement(options, folder.resolve("run"), System.out::println).run();
        assertThat(rounds).extracting(it -> it.counts().pushed()).containsExactly(40, 40);
        assertThat(rounds.stream().flatMap(it -> it.violations().stream()))
                .containsExactly(
                        "switched to away: 1 frames came to whom they did not concern",
                        "switched to available: 1 frames came to whom they did not concern");
    }
}
