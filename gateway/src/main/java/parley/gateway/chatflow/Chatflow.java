package parley.gateway.chatflow;

import java.time.Instant;
import java.util.Comparator;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// A configured chat experience.
///
/// @param id its identity
/// @param portal whose it is
/// @param inbox where its conversations arrive
/// @param name for admins, 1 to 200 characters; need not be unique (W7)
/// @param published whether visitors get it; a draft is ignored by targeting (PRI-11)
/// @param position its priority, 1 is tried first (P5)
/// @param version counts the saves, from 1 (B11)
/// @param createdAt breaks ties of position (PRI-08)
/// @param definition what the four tabs say
public record Chatflow(
        ChatflowId id,
        PortalId portal,
        InboxId inbox,
        String name,
        boolean published,
        int position,
        long version,
        Instant createdAt,
        Definition definition) {
    /// The order in which chatflows are tried: position, then the older, then the smaller id
    /// (PRI-08). Total, and the same as PostgreSQL's `ORDER BY position, created_at, id`.
    public static final Comparator<Chatflow> PRIORITY =
            Comparator.comparingInt(Chatflow::position)
                    .thenComparing(Chatflow::createdAt)
                    .thenComparing(it -> it.id().toString());

    /// @throws IllegalArgumentException if the name is blank or too long, or a number is below 1
    public Chatflow {
        name = Check.text("name", name, 1, 200);
        Check.range("position", position, 1, Integer.MAX_VALUE);
        Check.range("version", version, 1, Long.MAX_VALUE);
    }
}
