package parley.protocol.value;

import java.util.Locale;

/// What an entry says.
public enum EntryKind implements WireName {
    /// Text written by a person; `body` holds it.
    MESSAGE,
    /// An internal note of an agent; `body` holds it; always in the internal stream.
    COMMENT,
    /// A participant came; `data.agent` names an agent.
    JOINED,
    /// A participant left; `data.agent` names an agent, `data.reason` why the visitor did.
    LEFT,
    /// Assigned; `data.agent` is the new assignee, `data.reason` why.
    ASSIGNED,
    /// Nobody has the conversation any more; `data.reason` why.
    UNASSIGNED,
    /// Opened again after a close.
    OPENED,
    /// Closed; `data.reason` why.
    CLOSED,
    /// Consent given or refused; `data.kind`, `data.version`, `data.answer`.
    CONSENT,
    /// An e-mail address was captured; `data.email`.
    EMAIL,
    /// The answers of a survey.
    SURVEY,
    /// An earlier entry's body was erased; `data.seq` says which.
    REDACTED;

    /// @throws IllegalArgumentException if no kind has this wire name
    public static EntryKind ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
