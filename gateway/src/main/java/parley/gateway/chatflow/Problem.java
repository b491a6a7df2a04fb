package parley.gateway.chatflow;

/// What is wrong with one value of a definition.
///
/// @param path where, such as `target.include[0].value`
/// @param value what was given, shortened, as JSON would show it
/// @param expected what would be right
public record Problem(String path, String value, String expected) {
    /// The same, seen from outside.
    ///
    /// @param outer path of the object that the value is in; may be empty
    public Problem within(String outer) {
        return outer.isEmpty() ? this : new Problem(outer + "." + path, value, expected);
    }

    @Override
    public String toString() {
        return path + ": " + value + " (expected: " + expected + ")";
    }
}
