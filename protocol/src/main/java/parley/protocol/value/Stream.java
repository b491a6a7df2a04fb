package parley.protocol.value;

/// One of the two numbered streams of a conversation (contract §1). Each has its own seq from 1
/// without gaps.
public enum Stream implements WireName {
    /// What the visitor and the agents see.
    PUBLIC,
    /// What agents alone see: comments, mentions, flags.
    INTERNAL
}
