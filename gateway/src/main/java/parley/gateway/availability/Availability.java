package parley.gateway.availability;

import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Channel.Mode;

/// Whether a team is there, what that looks like, and until when it holds.
///
/// @param team the answer for whoever has no conversation open
/// @param shown what such a visitor sees
/// @param nextChange the first instant at which the answer may differ without anybody doing
///   anything: a boundary of hours, a lease that runs out. Null if never. Nothing needs to be asked
///   before; if leases were renewed meanwhile, the answer then says so and announces a later one
public record Availability(TeamAvailability team, Shown shown, @Nullable Instant nextChange) {
    /// @param channel the chat channel of the chatflow's inbox
    /// @param agents who answers for the chatflow, see [Staff#answering]
    public static Availability of(Channel channel, Collection<AgentState> agents, Instant now) {
        var team = team(channel.mode(), agents, now);
        return new Availability(
                team, shown(channel, team), nextChange(channel.mode(), agents, now));
    }

    /// As if the team were there, for whoever wants to see what that looks like.
    public static Availability asIfAvailable(Channel channel) {
        return asIf(channel, new TeamAvailability.Available());
    }

    /// As if everyone who is there were at the limit.
    public static Availability asIfFull(Channel channel) {
        return asIf(channel, new TeamAvailability.Full());
    }

    /// As if the team were not there: in operating hours as if these were just over.
    public static Availability asIfAway(Channel channel, Instant now) {
        if (!(channel.mode() instanceof Mode.Hours(var hours, _))) {
            return asIf(channel, new TeamAvailability.Away(null));
        }
        var closing = hours.openAt(now) ? hours.nextChange(now) : now;
        return asIf(
                channel,
                new TeamAvailability.Away(closing == null ? null : hours.nextOpening(closing)));
    }

    private static Availability asIf(Channel channel, TeamAvailability team) {
        return new Availability(team, shown(channel, team), null);
    }

    /// What a visitor sees whose conversation is open: never nothing (H7). Whoever has an assignee
    /// who is connected chats on, unless hours are over (H6).
    ///
    /// @param assignee who has the conversation; null when unassigned
    public Shown toEngaged(Channel channel, @Nullable AgentState assignee, Instant now) {
        var hoursOver =
                team instanceof TeamAvailability.Away && channel.mode() instanceof Mode.Hours;
        if (!hoursOver && assignee != null && assignee.connectedAt(now)) {
            return new Shown.Chat();
        }
        return switch (shown) {
            case Shown.Hidden _ when team instanceof TeamAvailability.Full -> new Shown.Wait("");
            case Shown.Hidden _ -> new Shown.AwayMessage("");
            case Shown.Chat _, Shown.ReturnTime _, Shown.AwayMessage _, Shown.Wait _ -> shown;
        };
    }

    private static TeamAvailability team(Mode mode, Collection<AgentState> agents, Instant now) {
        var available = agents.stream().filter(it -> it.availableAt(now)).toList();
        return switch (mode) {
            case Mode.Hours(var hours, _) when !hours.openAt(now) ->
                    new TeamAvailability.Away(hours.nextOpening(now));
            case Mode.Agents _ when available.isEmpty() -> new TeamAvailability.Away(null);
            case Mode.Always _, Mode.Hours _, Mode.Agents _ ->
                    available.isEmpty() || available.stream().anyMatch(AgentState::hasRoom)
                            ? new TeamAvailability.Available()
                            : new TeamAvailability.Full();
        };
    }

    private static Shown shown(Channel channel, TeamAvailability team) {
        return switch (team) {
            case TeamAvailability.Available _ -> new Shown.Chat();
            case TeamAvailability.Full _ ->
                    switch (channel.whenFull()) {
                        case Channel.WaitMessage(var text) -> new Shown.Wait(text);
                        case Channel.Hide _ -> new Shown.Hidden();
                        case Channel.AsAvailable _ -> new Shown.Chat();
                    };
            case TeamAvailability.Away(var returnAt) -> away(channel.mode(), returnAt);
        };
    }

    private static Shown away(Mode mode, @Nullable Instant returnAt) {
        return switch (mode) {
            case Mode.Always _ -> new Shown.Chat();
            case Mode.Agents(var whenAway) ->
                    switch (whenAway) {
                        case Channel.AwayMessage(var text) -> new Shown.AwayMessage(text);
                        case Channel.Hide _ -> new Shown.Hidden();
                    };
            case Mode.Hours(var hours, var whenClosed) ->
                    switch (whenClosed) {
                        case Channel.AwayMessage(var text) -> new Shown.AwayMessage(text);
                        case Channel.Hide _ -> new Shown.Hidden();
                        case Channel.ReturnTime _ ->
                                returnAt == null
                                        ? new Shown.AwayMessage("")
                                        : new Shown.ReturnTime(returnAt, hours.zone());
                    };
        };
    }

    /// As [#nextChange], for a visitor whose conversation is open.
    ///
    /// @param assignee who has the conversation; null when unassigned
    public @Nullable Instant nextChangeToEngaged(@Nullable AgentState assignee, Instant now) {
        return assignee != null && assignee.connectedAt(now)
                ? Instants.earlier(nextChange, assignee.leaseUntil())
                : nextChange;
    }

    private static @Nullable Instant nextChange(
            Mode mode, Collection<AgentState> agents, Instant now) {
        var next = mode instanceof Mode.Hours(var hours, _) ? hours.nextChange(now) : null;
        if (mode instanceof Mode.Hours(var hours, _) && !hours.openAt(now)) {
            return next;
        }
        for (var agent : agents) {
            next = Instants.earlier(next, agent.nextChange(now));
        }
        return next;
    }
}
