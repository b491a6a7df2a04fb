package parley.gateway.chatflow;

/// Class of the visitor's device (T17). A tablet is a class of its own.
public enum Device {
    /// Everything that is neither of the others.
    DESKTOP,
    /// Phones.
    MOBILE,
    /// Tablets.
    TABLET
}
