package parley.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// One conversation: seq 1 is acknowledged, the backup is made, seq 2 is acknowledged, the backup
/// is restored, another seq 2 is acknowledged.
@DisplayName("A restore from a backup")
class LineageTest {
    private static final UUID CONVERSATION = new UUID(0, 1);
    private static final int WRITER = 1;
    private static final int READER = 2;
    private static final long COPIED = 100;
    private static final long ENDED = 200;
    private static final Row FIRST = row(1, 11);
    private static final Row GONE = row(2, 12);
    private static final Row OTHER = row(2, 13);

    @Test
    @DisplayName("takes what was acknowledged after the backup, and that is no loss")
    void takesBack() {
        assertThat(judged(happenings(true), List.of(FIRST, GONE), List.of(FIRST, OTHER))).isEmpty();
    }

    @Test
    @DisplayName("does not excuse the loss of what the backup had")
    void backup() {
        assertThat(judged(happenings(true), List.of(FIRST, GONE), List.of(row(1, 99), OTHER)))
                .contains(Check.C1_ACKED_BUT_LOST, Check.C4_DIVERGENCE);
    }

    @Test
    @DisplayName("does not excuse a loss in the database that was given up")
    void before() {
        assertThat(judged(happenings(true), List.of(FIRST), List.of(FIRST, OTHER)))
                .contains(Check.C1_ACKED_BUT_LOST);
    }

    @Test
    @DisplayName("does not excuse a loss in the database that was restored")
    void after() {
        assertThat(judged(happenings(true), List.of(FIRST, GONE), List.of(FIRST)))
                .contains(Check.C1_ACKED_BUT_LOST);
    }

    @Test
    @DisplayName("has to be told to whoever holds something")
    void untold() {
        assertThat(judged(happenings(false), List.of(FIRST, GONE), List.of(FIRST, OTHER)))
                .contains(Check.C2_DUPLICATES);
    }

    private static List<Check> judged(
            List<Happening> happenings, List<Row> given, List<Row> restored) {
        var whole = new History(happenings, restored, lastSeqs(restored), Map.of());
        var lineage = new Lineage(COPIED, ENDED, given, lastSeqs(given));
        return Lineage.histories(whole, List.of(lineage)).stream()
                .flatMap(it -> Checker.check(it).stream())
                .map(Violation::check)
                .toList();
    }

    /// @param told whether the reader is reset, and sees all that there is again
    private static List<Happening> happenings(boolean told) {
        var happenings = new ArrayList<Happening>();
        Stream.of(sent(FIRST, 10), sent(GONE, 110), sent(OTHER, 210)).forEach(happenings::addAll);
        happenings.add(seen(FIRST, 20));
        happenings.add(seen(GONE, 120));
        if (told) {
            happenings.add(new Happening.Reset(READER, 205, CONVERSATION));
        }
        happenings.add(seen(FIRST, 206));
        happenings.add(seen(OTHER, 220));
        return happenings;
    }

    private static List<Happening> sent(Row row, long at) {
        var cmid = new UUID(1, row.hash());
        return List.of(
                new Happening.Invoke(WRITER, at, CONVERSATION, "w", cmid, row.hash()),
                new Happening.Ack(WRITER, at + 1, CONVERSATION, cmid, row.seq()));
    }

    private static Happening seen(Row row, long at) {
        return new Happening.Observe(
                READER, at, CONVERSATION, row.seq(), row.id(), row.hash(), null, 0);
    }

    private static Row row(long seq, long hash) {
        var cmid = new UUID(1, hash);
        return new Row(CONVERSATION, seq, new UUID(2, hash), "w", cmid, hash, 0);
    }

    private static Map<UUID, Long> lastSeqs(List<Row> rows) {
        return Map.of(CONVERSATION, (long) rows.size());
    }
}
