package parley.gateway.session;

/// How often one visitor may send, over all connections to a node.
///
/// @param perSecond on average
/// @param burst at once
/// @param perMinute on average over a minute
public record SendLimit(int perSecond, int burst, int perMinute) {
    /// What is right for people (security.md "Rate and connection caps").
    public static final SendLimit PEOPLE = new SendLimit(1, 5, 30);

    /// @throws IllegalArgumentException if a number is below 1
    public SendLimit {
        if (perSecond < 1 || burst < 1 || perMinute < 1) {
            throw new IllegalArgumentException(
                    "sends: %d, %d, %d (expected: >= 1 each)"
                            .formatted(perSecond, burst, perMinute));
        }
    }
}
