package parley.gateway.edge.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.availability.Team.TeamMember;
import parley.gateway.availability.json.HoursJson;
import parley.gateway.availability.json.Parsed;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;

/// Made-up agents and teams in a body: `agents`, `teams`, `limits`.
final class StaffBody {
    private static final int MAX_AGENTS = 1_000;
    private static final Duration LEASE = Duration.ofSeconds(45);
    private static final AgentId NO_AGENT = new AgentId(new UUID(0, 0));
    private static final TeamId NO_TEAM = new TeamId(new UUID(0, 0));

    private StaffBody() {}

    /// @param now of the question: until when nobody's lease runs out unless said
    static Staff read(Fields fields, PortalId portal, Instant now) {
        var agents = fields.objects("agents", MAX_AGENTS, it -> state(it, portal, now));
        var teams = fields.objects("teams", MAX_AGENTS, it -> team(it, portal));
        var staff = new Staff(byId(agents, it -> it.agent().id()), byId(teams, Team::id));
        return fields.bool("limits", true) ? staff : staff.withoutLimits();
    }

    private static <K, T> Map<K, T> byId(List<T> values, Function<T, K> id) {
        return values.stream()
                .collect(
                        Collectors.toUnmodifiableMap(id, Function.identity(), (first, _) -> first));
    }

    private static AgentState state(Fields fields, PortalId portal, Instant now) {
        var id = fields.parsed("id", "the id of an agent", AgentId::of, NO_AGENT);
        var name = fields.optionalText("name", 1, 200);
        var until = QuestionBody.optionalInstant(fields, "leaseUntil");
        boolean connected = fields.bool("connected", true);
        var agent =
                new Agent(
                        portal,
                        id,
                        new Agent.Profile(name == null ? id.toString() : name, "", "", null),
                        fields.bool("active", true),
                        fields.bool("seat", true),
                        duty(fields),
                        load(fields),
                        1);
        return new AgentState(agent, connected ? until == null ? now.plus(LEASE) : until : null);
    }

    private static Agent.Duty duty(Fields fields) {
        var status = fields.optionalParsed("status", "available or away", StaffBody::status);
        var since = QuestionBody.optionalInstant(fields, "since");
        return new Agent.Duty(
                status == null ? Agent.Status.AVAILABLE : status,
                since == null ? Instant.EPOCH : since,
                fields.optionalParsed("setBy", "the id of an agent", AgentId::of),
                hours(fields));
    }

    private static Agent.Status status(String text) {
        var status = Agent.Status.valueOf(text.toUpperCase(Locale.ROOT));
        if (!status.name().toLowerCase(Locale.ROOT).equals(text)) {
            throw new IllegalArgumentException(text);
        }
        return status;
    }

    private static Agent.Load load(Fields fields) {
        var open = fields.optionalInt("open", 0, 1_000_000);
        return new Agent.Load(
                open == null ? 0 : open,
                fields.optionalInt("capacity", 0, 1_000_000),
                QuestionBody.optionalInstant(fields, "lastAssignedAt"));
    }

    private static @Nullable OperatingHours hours(Fields fields) {
        var node = fields.raw("workingHours");
        if (node == null) {
            return null;
        }
        return switch (HoursJson.read(node, fields.at("workingHours"))) {
            case Parsed.Good<OperatingHours>(var hours) -> hours;
            case Parsed.Bad<OperatingHours>(var problems) -> {
                fields.add(problems);
                yield null;
            }
        };
    }

    private static Team team(Fields fields, PortalId portal) {
        var id = fields.parsed("id", "the id of a team", TeamId::of, NO_TEAM);
        var members = Stream.concat(members(fields, "main", true), members(fields, "extra", false));
        return new Team(portal, id, "Team", members.toList(), 1);
    }

    private static Stream<TeamMember> members(Fields fields, String name, boolean main) {
        return fields.list(name, MAX_AGENTS, "the id of an agent", AgentId::of).stream()
                .map(it -> new TeamMember(it, main));
    }
}
