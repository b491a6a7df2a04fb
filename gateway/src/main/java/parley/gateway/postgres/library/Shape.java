package parley.gateway.postgres.library;

import io.r2dbc.spi.Row;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import parley.protocol.value.PortalId;

/// How one sort of thing lies in its table, beside `portal`, `id` and `version`.
///
/// @param order columns of a list
/// @param columns what is written
/// @param unique the column whose value no other of the portal may have; empty if there is none
/// @param key portal, id and version of one
/// @param read from a row of all columns, the `jsonb` ones as text
public record Shape<T>(
        String table,
        String order,
        List<Column<T>> columns,
        String unique,
        Function<T, Key> key,
        Function<Row, T> read) {
    /// Copies the list.
    public Shape {
        columns = List.copyOf(columns);
    }

    /// @param name in the table, and of the field in a problem
    /// @param cast what PostgreSQL is told of the parameter: empty, or `::jsonb`
    record Column<T>(String name, String cast, Function<T, Object> value) {
        static <T> Column<T> of(String name, Function<T, Object> value) {
            return new Column<>(name, "", value);
        }

        String selected() {
            return cast.isEmpty() ? name : name + "::text AS " + name;
        }
    }

    /// Which thing, in which version.
    record Key(PortalId portal, UUID id, long version) {}
}
