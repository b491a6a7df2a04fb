package parley.gateway.availability;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;

/// A person who answers, as far as being there and being assigned to go. Roles, permissions and
/// tokens belong to room `access`.
///
/// @param active false once deactivated: keeps the name in old conversations, does nothing new
/// @param seat whether the agent has a paid seat and may be routed to (B6)
/// @param version counts edits by admins, from 1; 0 before it is stored. Status and load do not
///   count
public record Agent(
        PortalId portal,
        AgentId id,
        Profile profile,
        boolean active,
        boolean seat,
        Duty duty,
        Load load,
        long version) {
    /// Languages in which a person is addressed by the full name.
    private static final Set<String> FULL_NAMES = Set.of("de", "ja");

    /// The same agent with another load.
    Agent with(Load other) {
        return new Agent(portal, id, profile, active, seat, duty, other, version);
    }

    /// How colleagues and visitors see the agent.
    ///
    /// @param name in full, as in "Anna Schmidt"
    /// @param firstName may be empty
    /// @param avatarUrl null for none
    public record Profile(String name, String firstName, String email, @Nullable String avatarUrl) {
        /// The name that visitors of a chatflow see: in full where its language asks for it, else
        /// the first name (D8).
        ///
        /// @param language of the chatflow, as in "de" or "ja-JP"
        /// @return null without a first name: the brand's name stands in
        public @Nullable String shownIn(String language) {
            if (FULL_NAMES.contains(Locale.forLanguageTag(language).getLanguage())) {
                return name;
            }
            return firstName.isBlank() ? null : firstName;
        }
    }

    /// Whether the agent says to be there, and when work is.
    ///
    /// @param status the agent's own switch
    /// @param since when the switch was last set
    /// @param setBy who set it: the agent, or a supervisor; null if nobody has
    /// @param workingHours in the agent's own zone; null for always
    public record Duty(
            Status status,
            Instant since,
            @Nullable AgentId setBy,
            @Nullable OperatingHours workingHours) {}

    /// How much the agent has, and may have.
    ///
    /// @param open open conversations assigned now
    /// @param released how many of them do not count, because their visitors are silent (CAP-17)
    /// @param capacity most of them at once, assignment by hand apart; null for no limit
    /// @param lastAssignedAt null if never. Take it from `clock_timestamp()`, not `now()`:
    ///   assignments of one transaction must differ in it, or the fair order between equals is lost
    ///   (CAP-18)
    public record Load(
            int open, int released, @Nullable Integer capacity, @Nullable Instant lastAssignedAt) {
        /// All of them count.
        public Load(int open, @Nullable Integer capacity, @Nullable Instant lastAssignedAt) {
            this(open, 0, capacity, lastAssignedAt);
        }

        Load withoutLimit() {
            return new Load(open, released, null, lastAssignedAt);
        }

        /// How many count against the limit.
        public int counted() {
            return open - released;
        }

        /// Whether another conversation may be assigned.
        public boolean hasRoom() {
            return capacity == null || counted() < capacity;
        }
    }

    /// The switch.
    public enum Status {
        AVAILABLE,
        AWAY
    }
}
