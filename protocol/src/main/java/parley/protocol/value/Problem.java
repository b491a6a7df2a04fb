package parley.protocol.value;

/// What is wrong with one field of a request or a configuration, in words for whoever wrote it.
///
/// @param path where, as in `channel.hours.zone` or `weekly[2].to`
/// @param value what stands there, as JSON, cut to a readable length
/// @param expected what should
public record Problem(String path, String value, String expected) {
    /// `channel.hours.zone: "Mars/Phobos" (expected: an IANA time zone)`
    @Override
    public String toString() {
        return "%s: %s (expected: %s)".formatted(path, value, expected);
    }
}
