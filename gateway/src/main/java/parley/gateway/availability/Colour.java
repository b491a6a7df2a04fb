package parley.gateway.availability;

/// An opaque colour.
///
/// @param value `#` and six hexadecimal digits, lower case
public record Colour(String value) {
    /// @throws IllegalArgumentException if the text is no such colour
    public Colour {
        if (!value.matches("#[0-9a-f]{6}")) {
            throw new IllegalArgumentException("\"" + value + "\" (expected: #rrggbb)");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
