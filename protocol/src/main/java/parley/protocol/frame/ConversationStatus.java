package parley.protocol.frame;

/// The two states of a conversation.
public enum ConversationStatus implements WireName {
    OPEN,
    CLOSED
}
