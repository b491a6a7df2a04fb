package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Every row that can be injected, by tier.
public final class Faults {
    private static final String CLOCKLESS =
            "no frame carries a client's time but t of ping, which is only echoed";
    private static final String SETTINGS = "they are read once: see MainIT#hangUp of the gateway";

    private Faults() {}

    /// How long row 48 goes on: until both are reached.
    ///
    /// @param kills whatever ends abruptly: processes, sessions, connections
    public record Extent(Duration length, int kills) {}

    /// The rows of a tier; empty if there is no such tier.
    ///
    /// @param everything how long row 48 goes on
    public static List<Fault> ofTier(String tier, Extent everything) {
        return switch (tier) {
            case "A" -> tierA();
            case "A2" -> tierA2();
            case "B" -> tierB(everything);
            default -> List.of();
        };
    }

    /// Every row there is.
    ///
    /// @param everything how long row 48 goes on
    public static List<Fault> all(Extent everything) {
        return Stream.of(tierA(), tierA2(), tierB(everything)).flatMap(List::stream).toList();
    }

    /// These, where row 4 has an earlier release to replace.
    public static List<Fault> upgrading(List<Fault> faults) {
        return faults.stream().map(it -> it.row() == 4 ? new RollingUpgrade() : it).toList();
    }

    /// Every CI run.
    public static List<Fault> tierA() {
        return List.of(
                new GatewayKilled(),
                new RedisKilled(6, Duration.ofSeconds(5)),
                new SubscribersCut(),
                new PostgresKilled(),
                new PostgresFrozen(),
                new FramesRepeated());
    }

    /// One command, at most 20 minutes.
    public static List<Fault> tierA2() {
        return List.of(
                new GracefulDrain(),
                new RedisFrozen(),
                new EventsShuffled(),
                new TailLost(),
                new LockHeld(),
                new BackendsTerminated(),
                new HalfOpenClients(),
                new OneWayLink(),
                new SlowReaders(),
                new NotHere(31, "slowloris", "see the abuse tests of the gateway"),
                new ReconnectStorm(),
                new NotHere(36, "event loop blocked", "BlockHound, in every test of the gateway"),
                new GatewayFrozen(),
                new OddFrames(),
                new NotHere(43, "two tabs, one outbox", "see the page tests of the gateway"));
    }

    /// By hand.
    ///
    /// @param everything how long row 48 goes on
    public static List<Fault> tierB(Extent everything) {
        return List.of(
                new AllGatewaysKilled(),
                new RollingRestart(),
                new DrainCutShort(),
                new RedisKilled(7, Duration.ofSeconds(60)),
                new RedisFlushed(),
                new OutputBufferFull(),
                new RedisHalfOpen(),
                new PostgresSlow(),
                new PostgresFailover(),
                new DiskFull(),
                new SessionsTaken(),
                new Collisions(),
                new RedisPartition(),
                new PostgresPartition(),
                new SlowNetwork(),
                new WindowClosed(),
                new ConnectFlood(),
                new LongAway(),
                new ClockJumps(),
                new MemoryScarce(),
                new ProcessorScarce(),
                new DescriptorsUsedUp(),
                new NotHere(44, "a client's clock a year off", CLOCKLESS),
                new Restored(),
                new LogDiskFull(),
                new NotHere(47, "SIGHUP, and settings that vanish", SETTINGS),
                new Everything(everything));
    }
}
