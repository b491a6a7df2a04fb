package parley.protocol.value;

/// Who caused an entry.
public sealed interface Actor {
    /// The visitor of the conversation.
    record Visitor(VisitorId id) implements Actor {}

    /// An agent.
    record Agent(AgentId id) implements Actor {}

    /// A chatflow that answers by itself.
    record Bot(ChatflowId id) implements Actor {}

    /// The gateway itself: routing, time-outs, administration; `system` on the wire.
    record Gateway() implements Actor {}
}
