package parley.gateway.visitor;

import org.jspecify.annotations.Nullable;

/// Who somebody is, by the word of the customer's own server (H14).
///
/// @param firstName taken only where it is not known; null if not told
/// @param lastName the same
public record Identity(EmailAddress email, @Nullable String firstName, @Nullable String lastName) {
    private static final int MAX_NAME = 100;

    /// Makes blank names unknown and cuts long ones.
    public Identity {
        firstName = cut(firstName);
        lastName = cut(lastName);
    }

    private static @Nullable String cut(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        var stripped = name.strip();
        return stripped.length() <= MAX_NAME ? stripped : stripped.substring(0, MAX_NAME);
    }
}
