package parley.loadtest.fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import parley.loadtest.crowd.Texts;
import parley.loadtest.history.Row;

/// What the table holds, by SQL of our own: the gateway's reading is under test, too.
///
/// @param rows of the public streams
/// @param lastSeqs of every conversation
public record FinalState(List<Row> rows, Map<UUID, Long> lastSeqs) {
    public static FinalState read(Connection connection) throws SQLException {
        return new FinalState(rows(connection), lastSeqs(connection));
    }

    private static List<Row> rows(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(1_000);
            var rows = new ArrayList<Row>();
            try (var result =
                    statement.executeQuery(
                            """
                            SELECT conversation, seq, id, coalesce(actor::text, ''), cmid, kind,
                                   actor_kind, body
                            FROM entry WHERE stream = 'public'
                            """)) {
                while (result.next()) {
                    var body = result.getString(8);
                    rows.add(
                            new Row(
                                    result.getObject(1, UUID.class),
                                    result.getLong(2),
                                    result.getObject(3, UUID.class),
                                    result.getString(4),
                                    result.getObject(5, UUID.class),
                                    Texts.hash(result.getString(6), result.getString(7), body),
                                    Texts.canary(body)));
                }
            }
            return rows;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Map<UUID, Long> lastSeqs(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT id, last_seq FROM conversation")) {
            var lastSeqs = new HashMap<UUID, Long>();
            while (result.next()) {
                lastSeqs.put(result.getObject(1, UUID.class), result.getLong(2));
            }
            return lastSeqs;
        }
    }

    /// Entries in the public streams of some conversations together.
    public static long heads(Connection connection, Collection<UUID> of) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "SELECT coalesce(sum(last_seq), 0) FROM conversation WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", of.toArray()));
            try (var result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }
}
