package parley.gateway.chatflow;

import java.util.Locale;

/// Class of the visitor's device (T17). A tablet is a class of its own.
public enum Device {
    /// Everything that is neither of the others.
    DESKTOP,
    /// Phones.
    MOBILE,
    /// Tablets.
    TABLET;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /// Its name in rules and on the wire.
    public String wireName() {
        return wireName;
    }
}
