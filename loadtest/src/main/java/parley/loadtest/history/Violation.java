package parley.loadtest.history;

/// A promise that was broken, once.
///
/// @param detail which conversation, seq, client: enough to find it in the history
public record Violation(Check check, String detail) {}
