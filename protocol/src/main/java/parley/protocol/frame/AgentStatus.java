package parley.protocol.frame;

/// An agent's own switch.
public enum AgentStatus implements WireName {
    AVAILABLE,
    AWAY
}
