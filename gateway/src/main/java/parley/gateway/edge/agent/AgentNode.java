package parley.gateway.edge.agent;

import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import parley.gateway.session.Pressure;

/// What all agents' sessions of this node share.
///
/// @param id of the node, for presence
/// @param nanos a clock that never goes back
/// @param ids makes new ones
/// @param pressure how hard the node is pressed
record AgentNode(
        UUID id,
        AgentSettings settings,
        AgentRooms rooms,
        Desks desks,
        InboxFeeds lists,
        Viewers viewers,
        AgentMetrics metrics,
        LongSupplier nanos,
        Supplier<UUID> ids,
        Supplier<Pressure> pressure) {}
