package parley.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What QUEUES.md says.
public final class QueueTable {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private QueueTable() {}

    /// One row.
    ///
    /// @param where classes, without the common package
    /// @param meters their names
    public record Row(
            String queue,
            List<String> where,
            String bound,
            String unit,
            String whenFull,
            List<String> meters) {}

    public static List<Row> rows() {
        try {
            return Files.readAllLines(Path.of("QUEUES.md")).stream()
                    .filter(it -> it.startsWith("| ") && it.endsWith(" |"))
                    .skip(2)
                    .map(QueueTable::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        var cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
        if (cells.length != 6) {
            throw new AssertionError(cells.length + " cells: " + line);
        }
        var where = cells[1].equals("Netty") ? List.of("Netty") : code(cells[1]);
        return new Row(cells[0], where, cells[2], cells[3], cells[4], code(cells[5]));
    }

    private static List<String> code(String cell) {
        var found = new ArrayList<String>();
        var matcher = CODE.matcher(cell);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
