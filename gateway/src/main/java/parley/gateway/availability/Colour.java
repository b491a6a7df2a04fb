package parley.gateway.availability;

import java.util.regex.Pattern;

/// An opaque colour.
///
/// @param value `#` and six hexadecimal digits, lower case
public record Colour(String value) {
    /// What it looks like.
    public static final Pattern PATTERN = Pattern.compile("#[0-9a-f]{6}");

    /// @throws IllegalArgumentException if the text is no such colour
    public Colour {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("\"" + value + "\" (expected: #rrggbb)");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
