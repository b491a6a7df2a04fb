package parley.protocol.frame;

import parley.protocol.value.WireName;

/// What a visitor is asked to agree to.
public enum ConsentKind implements WireName {
    /// To be recognised on the next visit.
    COOKIE,
    /// That the chat is processed.
    PROCESS,
    /// To be written to later.
    COMMUNICATION
}
