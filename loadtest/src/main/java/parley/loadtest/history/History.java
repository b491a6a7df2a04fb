package parley.loadtest.history;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Everything the checker judges: what the clients recorded, what the table holds afterwards.
///
/// @param happenings in any order; sorted by time here, ties keep their order
/// @param rows the final state of the table
/// @param lastSeqs `last_seq` of each conversation
/// @param canaries the tenant mark of each conversation
public record History(
        List<Happening> happenings,
        List<Row> rows,
        Map<UUID, Long> lastSeqs,
        Map<UUID, Long> canaries) {
    /// Sorts and copies.
    public History {
        happenings =
                happenings.stream()
                        .sorted(java.util.Comparator.comparingLong(Happening::at))
                        .toList();
        rows = List.copyOf(rows);
        lastSeqs = Map.copyOf(lastSeqs);
        canaries = Map.copyOf(canaries);
    }
}
