package parley.gateway.session;

/// What happens to a frame when the connection's outbox is full: what the frame is worth.
enum Overflow {
    /// It must arrive: the connection ends with 4408 and resumes without loss.
    DISCONNECT,
    /// It is worth nothing late: it is dropped.
    DROP_NEWEST,
    /// Only the latest counts: it is made again once there is room.
    CONFLATE
}
