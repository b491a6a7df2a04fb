package parley.loadtest.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A database that was given up for a copy of itself: what came after the copy is gone, and nothing
/// else may be.
///
/// @param copiedAt when the copy was begun: what was acknowledged before is in it
/// @param endedAt when it was given up; nobody was connected then
/// @param rows what it held in the end
/// @param lastSeqs `last_seq` of each conversation in the end
public record Lineage(long copiedAt, long endedAt, List<Row> rows, Map<UUID, Long> lastSeqs) {
    /// Copies.
    public Lineage {
        rows = List.copyOf(rows);
        lastSeqs = Map.copyOf(lastSeqs);
    }

    /// A history for each database, each to be judged whole. That of the copy is what had happened
    /// when it was made, and what happened once it served; sends that were begun in between keep
    /// their place, for they may be sent again.
    ///
    /// @param whole with the rows of the last database
    /// @param ended the databases before it, in order
    public static List<History> histories(History whole, List<Lineage> ended) {
        var histories = new ArrayList<History>();
        var rest = whole;
        for (var lineage : ended) {
            histories.add(lineage.own(rest));
            rest = lineage.copys(rest);
        }
        histories.add(rest);
        return histories;
    }

    private History own(History all) {
        var own = all.happenings().stream().filter(it -> it.at() < endedAt).toList();
        return new History(own, rows, lastSeqs, all.canaries());
    }

    private History copys(History all) {
        var copys =
                all.happenings().stream()
                        .filter(it ->
                                it.at() < copiedAt
                                        || it.at() >= endedAt
                                        || it instanceof Happening.Invoke)
                        .toList();
        return new History(copys, all.rows(), all.lastSeqs(), all.canaries());
    }
}
