package parley.protocol.frame;

import parley.protocol.value.WireName;

/// The two states of a conversation.
public enum ConversationStatus implements WireName {
    OPEN,
    CLOSED
}
