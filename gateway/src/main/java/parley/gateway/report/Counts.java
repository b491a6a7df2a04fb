package parley.gateway.report;

/// What happened to a chatflow.
///
/// @param shown page views on which it was shown
/// @param opened windows that were opened
/// @param started conversations that began
/// @param searched questions put to the knowledge base
/// @param refused messages that a gate held back
public record Counts(long shown, long opened, long started, long searched, long refused) {}
