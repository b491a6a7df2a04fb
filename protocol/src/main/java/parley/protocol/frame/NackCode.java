package parley.protocol.frame;

import parley.protocol.value.WireName;

/// Why a send is not acknowledged (contract §6).
public enum NackCode implements WireName {
    /// Understood as JSON, not as a send of this version.
    BAD_REQUEST(true),
    /// Blank, or with a character that cannot be stored or shown.
    BAD_TEXT(true),
    /// Over 4,000 code points or 12 KiB.
    TOO_LONG(true),
    /// The sender may not do this.
    FORBIDDEN(true),
    /// No such conversation for this sender.
    NOT_FOUND(true),
    /// The conversation is closed and stays so.
    CLOSED(true),
    /// The id was used for another text before.
    CMID_CONFLICT(true),
    /// Too many; nothing was stored. `retryMs` says when to try again.
    RATE_LIMITED(true),
    /// The visitor must consent first.
    CONSENT_REQUIRED(true),
    /// The visitor must leave an address first.
    EMAIL_REQUIRED(true),
    /// The visitor must be identified first.
    IDENTITY_REQUIRED(true),
    /// A draft is looked at: nobody is written to.
    PREVIEW(true),
    /// The store cannot be reached.
    UNAVAILABLE(false),
    /// The store did not answer in time; the message may be stored.
    TIMEOUT(false),
    /// The node is about to leave; another will take it.
    DRAINING(false),
    /// An earlier send of this conversation is not settled: send again from that one.
    LANE_BLOCKED(false);

    private final boolean definite;

    NackCode(boolean definite) {
        this.definite = definite;
    }

    /// Whether the message is certainly not stored and never will be by this send. If not, the
    /// outcome is unknown: send again with the same id.
    public boolean definite() {
        return definite;
    }
}
