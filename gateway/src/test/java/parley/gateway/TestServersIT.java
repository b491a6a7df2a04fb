package parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The servers that tests share")
class TestServersIT {
    @Test
    @DisplayName("are migrated, durable, and let parley_app bypass nothing")
    void asInProduction() throws SQLException {
        assertThat(ask("SHOW fsync")).isEqualTo("on");
        assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask("SELECT count(*) > 0 FROM flyway_schema_history")).isEqualTo("t");
        assertThat(
                        ask(
                                "SELECT rolsuper OR rolbypassrls FROM pg_roles"
                                        + " WHERE rolname = 'parley_app'"))
                .isEqualTo("f");
    }

    private static String ask(String query) throws SQLException {
        try (var connection = TestServers.sql();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
