package parley.gateway.app;

import java.util.function.Consumer;
import parley.gateway.postgres.DatabaseConfig;
import parley.gateway.postgres.Migrations;

/// Brings the schema up to date and serves nothing: the first step of an upgrade, while the nodes
/// of the release before go on.
final class MigrateCall {
    private MigrateCall() {}

    /// @param progress told while the database does not answer
    /// @return what was done
    /// @throws StartFailure says in one line why it was not
    static String run(DatabaseConfig database, Consumer<String> progress) {
        if (database.url() == null) {
            throw new StartFailure("database.url: missing (expected: the database to migrate)");
        }
        var answer = new FirstAnswer(database.startWithin(), FirstAnswer.Real.TIME, progress);
        return "migrations applied: " + answer.to(() -> Migrations.apply(database)) + "\n";
    }
}
