package parley.protocol.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.WireName;

/// Who caused an entry, as one audience may see it: an alias is applied before this is made.
///
/// @param id null where the audience must not know it
/// @param name null where there is none to show
/// @param avatar address of a picture
public record ActorView(
        Kind kind, @Nullable UUID id, @Nullable String name, @Nullable String avatar) {
    /// What kind of author.
    public enum Kind implements WireName {
        VISITOR,
        AGENT,
        BOT,
        SYSTEM
    }

    /// An author of whom nothing but the kind is shown.
    public static ActorView of(Kind kind) {
        return new ActorView(kind, null, null, null);
    }
}
