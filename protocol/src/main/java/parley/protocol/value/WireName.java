package parley.protocol.value;

import java.util.Locale;

/// A constant that has a name on the wire and in the database: its own in lower case.
public interface WireName {
    /// The constant's name, as every enum has it.
    String name();

    /// The name on the wire and in the database.
    default String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
