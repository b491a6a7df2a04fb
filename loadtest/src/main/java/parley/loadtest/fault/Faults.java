package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Every row that can be injected, by tier.
public final class Faults {
    private Faults() {}

    /// The rows of a tier; empty if there is no such tier.
    ///
    /// @param minutes of row 48
    public static List<Fault> ofTier(String tier, int minutes) {
        return switch (tier) {
            case "A" -> tierA();
            case "A2" -> tierA2();
            case "B" -> tierB(minutes);
            default -> List.of();
        };
    }

    /// Every row there is.
    ///
    /// @param minutes of row 48
    public static List<Fault> all(int minutes) {
        return Stream.of(tierA(), tierA2(), tierB(minutes)).flatMap(List::stream).toList();
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
        return List.of();
    }

    /// By hand.
    ///
    /// @param minutes of row 48
    public static List<Fault> tierB(int minutes) {
        return List.of();
    }
}
