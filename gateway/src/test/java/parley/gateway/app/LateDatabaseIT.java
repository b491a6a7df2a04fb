package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.TestServers;
import parley.gateway.app.config.ConfigReader;

@DisplayName("A node that starts before its database answers")
class LateDatabaseIT {
    @Test
    @DisplayName("waits for one that is there and silent, says so, and serves once it answers")
    void silent() throws IOException {
        var database = TestServers.freshDatabase();
        var told = new ArrayList<String>();
        try (var relay = new HeldRelay(database.port())) {
            relay.hold();
            var settings = NodeSettings.on(database, relay.port());
            var gateway =
                    Wiring.start(
                            ConfigReader.read(null, settings),
                            line -> {
                                told.add(line);
                                if (line.contains("does not answer yet")) {
                                    relay.release();
                                }
                            });
            gateway.close();
        }
        assertThat(told).anyMatch(it -> it.startsWith("the database does not answer yet"));
    }

    @Test
    @DisplayName("ends when none comes, and says which key it waited by")
    void absent() throws IOException {
        var settings = NodeSettings.on(TestServers.freshDatabase(), GatewayProcess.freePort());
        settings.put("PARLEY_DATABASE_START_WITHIN", "1ms");
        var config = ConfigReader.read(null, settings);
        assertThatThrownBy(() -> Wiring.start(config, _ -> {}))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("database.startWithin")
                .hasMessageContaining("refused");
    }
}
