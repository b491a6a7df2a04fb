package parley.protocol.frame;

import parley.protocol.value.WireName;

/// An agent's own switch.
public enum AgentStatus implements WireName {
    AVAILABLE,
    AWAY
}
