package parley.loadtest.fault;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Row 22: somebody holds the row of one conversation; the others go on.
final class LockHeld implements Fault {
    private static final String ANY =
            "SELECT id FROM conversation ORDER BY random() LIMIT 1 FOR UPDATE";
    private static final Duration HELD = Duration.ofSeconds(5);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final double OTHERS = 1.5;

    @Override
    public int row() {
        return 22;
    }

    @Override
    public String what() {
        return "one conversation's row locked for 5 s";
    }

    @Override
    public void inject(Site site) throws InterruptedException, SQLException {
        try (var connection = site.cluster().postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var row = statement.executeQuery(ANY)) {
                row.next();
                site.mark("conversation-" + row.getString(1));
            }
            site.pass(HELD);
            connection.rollback();
        }
        site.mark("back");
        site.pass(AFTERWARDS);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        var name = window.marks().getFirst().name().substring("conversation-".length());
        var locked = UUID.fromString(name);
        long back = window.mark("back");
        int through =
                (int)
                        evidence.acks().stream()
                                .filter(it -> it.conversation().equals(locked))
                                .filter(it -> it.firstAt() >= window.from() && it.at() < back)
                                .count();
        return List.of(
                Latency.against(
                        evidence,
                        window,
                        "ack p99 of the others",
                        OTHERS,
                        it -> !it.conversation().equals(locked)),
                Figure.atMost("acks into the locked one", through, "", 0));
    }
}
