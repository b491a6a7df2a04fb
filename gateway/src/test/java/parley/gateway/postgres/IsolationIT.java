package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.TestServers;
import parley.gateway.postgres.StoreFixture.Chat;

@DisplayName("The gateway's own role")
class IsolationIT {
    private StoreFixture it;
    private Chat chat;
    private Connection app;

    @BeforeEach
    void connect() throws SQLException {
        it = new StoreFixture(TestServers.freshDatabase(), WriterConfig.defaults());
        chat = it.chat();
        it.sql(
                "SELECT move_cursor(?, ?, 'public', 'v:x', 1, 1)",
                it.portal.value(),
                chat.id().value());
        visited();
        app =
                DriverManager.getConnection(
                        it.address.jdbcUrl(), it.address.app().user(), it.address.app().password());
    }

    /// What visitors leave behind besides conversations.
    private void visited() {
        var portal = it.portal.value();
        it.sql("INSERT INTO contact (portal, email) VALUES (?, 'anna@example.com')", portal);
        it.sql(
                "INSERT INTO consent_text (portal, kind, version, body) VALUES (?, 'process', '1', 't')",
                portal);
        it.sql(
                "INSERT INTO consent_record (portal, visitor, kind, basis, version, answer, origin)"
                        + " VALUES (?, ?, 'process', 'consent', '1', true, 'https://shop.example')",
                portal,
                chat.visitor().value());
        it.sql(
                "INSERT INTO chatflow_count VALUES (?, ?, now(), ?, 1, 0, 0, 0, 0)",
                portal,
                UUID.randomUUID(),
                UUID.randomUUID());
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
        it.close();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "visitor",
                "conversation",
                "entry",
                "conversation_start",
                "participant_cursor",
                "agent",
                "inbox",
                "contact",
                "consent_record",
                "chatflow_count"
            })
    @DisplayName("sees no row of a table until a portal is named, and then that portal's alone:")
    void rowLevelSecurity(String table) throws SQLException {
        var count = "SELECT count(*) FROM " + table;
        assertThat(it.count(count)).as("the rows are there").isPositive();

        assertThat(ask(count)).isEqualTo("0");
        assertThat(askAs(it.portal.value(), count)).isNotEqualTo("0");
        assertThat(askAs(UUID.randomUUID(), count)).isEqualTo("0");
        // The setting of an ended transaction is an empty text, not null.
        assertThat(ask(count)).isEqualTo("0");

        it.sql("ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY");
        assertThat(ask(count)).as("so it is the policy that hides them").isNotEqualTo("0");
    }

    @Test
    @DisplayName("cannot write the log but through its functions, and cannot call the inner ones")
    void writesThroughFunctions() {
        var denied =
                List.of(
                        "INSERT INTO entry DEFAULT VALUES",
                        "UPDATE entry SET body = ''",
                        "DELETE FROM entry",
                        "UPDATE conversation SET last_seq = 0",
                        "DELETE FROM conversation",
                        "INSERT INTO conversation_start DEFAULT VALUES",
                        "UPDATE db_meta SET epoch = gen_random_uuid()",
                        "DELETE FROM flyway_schema_history",
                        "SELECT append_fact(null, null, null, null, null, null)",
                        "SELECT hand_over(null, null, null)",
                        "SELECT isolate_by_portal('entry')",
                        "INSERT INTO consent_record DEFAULT VALUES",
                        "UPDATE survey_answer SET answers = '{}'",
                        "DELETE FROM chatflow_count",
                        "SELECT enrol(null, null, null)",
                        "TRUNCATE entry",
                        "CREATE TABLE mine (id int)");
        denied.forEach(sql ->
                assertThatThrownBy(() -> run(sql))
                        .as(sql)
                        .hasMessageContaining("permission denied"));
    }

    @Test
    @DisplayName("cannot shadow a function's names with objects of its own")
    void searchPath() {
        assertThat(
                        it.ask(
                                "SELECT proname FROM pg_proc"
                                        + " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
                                        + " AND NOT coalesce(proconfig, '{}') @>"
                                        + " ARRAY['search_path=pg_catalog, public, pg_temp']"))
                .isEmpty();
    }

    private void run(String sql) throws SQLException {
        try (var statement = app.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String question) throws SQLException {
        try (var statement = app.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String askAs(UUID portal, String question) throws SQLException {
        app.setAutoCommit(false);
        try {
            run("SELECT set_config('parley.portal', '" + portal + "', true)");
            return ask(question);
        } finally {
            app.commit();
            app.setAutoCommit(true);
        }
    }
}
