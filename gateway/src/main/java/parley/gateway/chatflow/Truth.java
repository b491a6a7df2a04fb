package parley.gateway.chatflow;

/// What a rule says of a page view: three-valued, because not everything is known of everybody
/// (cases.md rule 6). At the end `UNKNOWN` shows nothing and hides nothing.
@SuppressWarnings("EnumOrdinal") // the order of the constants is the order of Kleene's logic
public enum Truth {
    /// The rule does not hold.
    FALSE,
    /// What the rule asks about is not known.
    UNKNOWN,
    /// The rule holds.
    TRUE;

    /// From a plain boolean.
    public static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    /// Kleene's conjunction: the lesser of the two.
    public Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// Kleene's disjunction: the greater of the two.
    public Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
