package parley.protocol.frame;

/// Why a WebSocket of ours ends, and what the peer does then (contract §7).
public enum CloseCode {
    /// The peer said `bye`, or the page has no need of the socket.
    NORMAL(1000, Action.STAY_CLOSED),
    /// The endpoint goes away.
    GOING_AWAY(1001, Action.RECONNECT),
    /// The peer broke RFC 6455.
    PROTOCOL_ERROR(1002, Action.STOP_IF_REPEATED),
    /// A binary message; the protocol is text.
    UNSUPPORTED_DATA(1003, Action.STOP_IF_REPEATED),
    /// A text message that is not UTF-8.
    BAD_UTF8(1007, Action.STOP_IF_REPEATED),
    /// Flooding.
    POLICY(1008, Action.WAIT),
    /// A message over the size limit.
    TOO_BIG(1009, Action.STOP_IF_REPEATED),
    /// A failure of ours.
    INTERNAL(1011, Action.RECONNECT),
    /// The node restarts.
    RESTART(1012, Action.RECONNECT),
    /// The node sheds load.
    OVERLOADED(1013, Action.RECONNECT),
    /// A frame that cannot be understood, or one in the wrong place.
    MALFORMED(4400, Action.STOP_IF_REPEATED),
    /// The token is invalid or expired, or there is none.
    UNAUTHENTICATED(4401, Action.NEW_TOKEN),
    /// The token is good and does not allow this.
    FORBIDDEN(4403, Action.STAY_CLOSED),
    /// No such portal.
    NOT_FOUND(4404, Action.STAY_CLOSED),
    /// The peer reads too slowly; resuming loses nothing.
    SLOW_CONSUMER(4408, Action.RECONNECT),
    /// A newer connection of the same tab took over.
    REPLACED(4409, Action.STAY_CLOSED),
    /// No heartbeat for two intervals.
    HEARTBEAT_MISSED(4410, Action.RECONNECT),
    /// The peer speaks a version of the protocol that is no longer spoken.
    VERSION(4426, Action.RELOAD),
    /// Too many frames of one kind.
    RATE_LIMITED(4429, Action.WAIT);

    /// What the peer does after the close.
    public enum Action {
        /// Nothing, until the user acts.
        STAY_CLOSED,
        /// Dials again with jitter and resumes.
        RECONNECT,
        /// Dials again; stops after three of them in ten minutes.
        STOP_IF_REPEATED,
        /// Waits at least 60 s, or as long as the reason says, then dials again.
        WAIT,
        /// Fetches a new token once, then dials again; stops at the second refusal.
        NEW_TOKEN,
        /// Loads a newer client.
        RELOAD
    }

    private final int code;
    private final Action action;

    CloseCode(int code, Action action) {
        this.code = code;
        this.action = action;
    }

    /// The status code of the WebSocket close frame.
    public int code() {
        return code;
    }

    /// What the peer does then.
    public Action action() {
        return action;
    }
}
