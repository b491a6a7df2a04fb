package parley.loadtest.trial;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import parley.loadtest.crowd.Load;
import parley.loadtest.fault.Fault;
import parley.loadtest.fault.Faults;
import parley.loadtest.trial.Trial.Setting;

/// One thing that operators do or dread, with the load and the setting that belong to it.
enum Drill {
    /// Must not be noticed: 3,000 widgets and 300 conversations are moved.
    ROLLING_RESTART,

    /// Chat goes on without Redis, for a minute.
    REDIS_DOWN,

    /// 200 tabs stop reading while much is said to them.
    SLOW_READERS;

    /// As the command names it.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The row of the fault table.
    List<Fault> faults() {
        int row =
                switch (this) {
                    case ROLLING_RESTART -> 4;
                    case REDIS_DOWN -> 7;
                    case SLOW_READERS -> 29;
                };
        return Faults.all(new Faults.Extent(Duration.ZERO, 0)).stream()
                .filter(it -> it.row() == row)
                .toList();
    }

    Load load() {
        return switch (this) {
            case ROLLING_RESTART -> new Load(5, 300, 60, 60, 3_000);
            case REDIS_DOWN, SLOW_READERS -> Load.SMALL;
        };
    }

    /// A restart moves a node's connections at the rate that one machine, which is all three nodes
    /// and all clients, can take, to nodes that have rehearsed as they do by default.
    Setting setting() {
        return switch (this) {
            case ROLLING_RESTART ->
                    new Setting(Duration.ofSeconds(20), Duration.ofSeconds(30), 200, true);
            case REDIS_DOWN -> Setting.usual(Duration.ofSeconds(30));
            case SLOW_READERS -> Setting.usual(Duration.ofSeconds(10));
        };
    }

    /// @throws IllegalArgumentException names those that there are
    static Drill of(String word) {
        for (var drill : values()) {
            if (drill.word().equals(word)) {
                return drill;
            }
        }
        throw new IllegalArgumentException(
                "--drill " + word + " (expected: rolling-restart, redis-down or slow-readers)");
    }
}
