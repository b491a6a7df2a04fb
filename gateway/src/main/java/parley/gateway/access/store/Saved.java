package parley.gateway.access.store;

/// What came of an update that names the version it saw.
///
/// @param <T> what was updated
public sealed interface Saved<T> {
    /// Committed.
    ///
    /// @param value as stored, with its new version
    record Stored<T>(T value) implements Saved<T> {}

    /// Somebody else was faster; nothing is stored.
    ///
    /// @param version the one that is stored
    record Stale<T>(long version) implements Saved<T> {}

    /// The portal has no such thing.
    record Missing<T>() implements Saved<T> {}
}
