package parley.protocol.frame;

import parley.protocol.value.WireName;

/// Why a frame that has no acknowledgement of its own was not carried out. The connection stays.
public enum ErrorCode implements WireName {
    /// A `type` that this server does not know.
    UNSUPPORTED,
    /// Understood and refused: a value out of place.
    BAD_REQUEST,
    /// The sender may not do this.
    FORBIDDEN,
    /// No such thing for this sender.
    NOT_FOUND,
    /// The proof of who the visitor is was not good: the visitor stays anonymous.
    IDENTIFICATION_FAILED,
    /// The preview link is not good, or not any more: the connection is closed.
    PREVIEW_ENDED,
    /// Changed by somebody else meanwhile.
    CONFLICT,
    /// Too many of these; this one was dropped.
    RATE_LIMITED,
    /// Could not be done now; trying again is harmless.
    UNAVAILABLE
}
