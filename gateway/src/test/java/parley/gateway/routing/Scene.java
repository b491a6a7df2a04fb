package parley.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.availability.AgentBuilder.PORTAL;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.AssignmentRule;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.Staff;
import parley.gateway.availability.Team;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.HoursJson;
import parley.gateway.availability.json.Parsed;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.TeamId;
import tools.jackson.databind.JsonNode;

/// What a row of a vector file describes: one inbox, its agents `a` to `z`, teams, a rule, an
/// instant. Unless it says otherwise, agents work in the inbox, are active, have a seat, are
/// available and connected, without limit; the rule is assign to `a` and `b`.
record Scene(JsonNode row) {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    static AgentId agent(String name) {
        return new AgentId(new UUID(0x4000, 0x8000_0000_0000_0000L + name.charAt(0)));
    }

    static TeamId team(String name) {
        return new TeamId(new UUID(0x4000, 0x9000_0000_0000_0000L + name.charAt(0)));
    }

    /// The letter of an agent.
    static String letter(@Nullable AgentId agent) {
        return agent == null
                ? "nobody"
                : String.valueOf((char) (agent.value().getLeastSignificantBits() & 0xff));
    }

    Instant at() {
        return row.has("at") ? instant("at") : Instant.parse("2026-05-04T08:00:00Z");
    }

    Instant instant(String name) {
        return Instant.parse(row.path(name).stringValue());
    }

    @Nullable Instant instantOrNull(String name) {
        return row.hasNonNull(name) ? instant(name) : null;
    }

    Channel channel() {
        return good(ChannelJson.read(row.path("channel"), "channel"));
    }

    OperatingHours hours() {
        return hours(row.path("hours"));
    }

    private static OperatingHours hours(JsonNode node) {
        return good(HoursJson.read(node, "hours"));
    }

    private static <T> T good(Parsed<T> parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Good.class);
        return ((Parsed.Good<T>) parsed).value();
    }

    Staff staff() {
        var agents = new HashMap<AgentId, AgentState>();
        row.path("agents").forEachEntry((name, it) -> agents.put(agent(name), state(name, it)));
        var teams = new HashMap<TeamId, Team>();
        row.path("teams").forEachEntry((name, it) -> teams.put(team(name), team(name, it)));
        var staff = new Staff(agents, teams);
        return row.path("limits").asBoolean(true) ? staff : staff.withoutLimits();
    }

    Inbox inbox() {
        var names = row.path("agents").propertyNames();
        return new Inbox(
                PORTAL,
                new InboxId(new UUID(2, 0)),
                "Sales",
                channel(),
                agents(names.stream()),
                Set.of(),
                1);
    }

    AssignmentRule rule() {
        var rule = row.path("rule");
        var unsaid = rule.has("users") || rule.has("teams") || !rule.path("auto").asBoolean(true);
        return new AssignmentRule(
                rule.path("auto").asBoolean(true),
                unsaid ? agents(texts(rule.path("users"))) : agents(Stream.of("a", "b")),
                Set.copyOf(texts(rule.path("teams")).map(Scene::team).toList()),
                rule.path("contactOwner").asBoolean(false));
    }

    Candidates candidates() {
        return Candidates.of(rule(), inbox(), staff(), agentOrNull("owner"))
                .without(agents(texts(row.path("tried"))));
    }

    @Nullable AgentId agentOrNull(String name) {
        return row.hasNonNull(name) ? agent(row.path(name).stringValue()) : null;
    }

    List<AgentId> listed(String name) {
        return texts(row.path(name)).map(Scene::agent).toList();
    }

    static Stream<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue);
    }

    private static Set<AgentId> agents(Stream<String> names) {
        return Set.copyOf(names.map(Scene::agent).toList());
    }

    private static Team team(String name, JsonNode node) {
        var members =
                Map.of(true, "main", false, "extra").entrySet().stream()
                        .flatMap(kind ->
                                texts(node.path(kind.getValue()))
                                        .map(it -> new Team.TeamMember(agent(it), kind.getKey())))
                        .toList();
        return new Team(PORTAL, team(name), name, members, 1);
    }

    private AgentState state(String name, JsonNode node) {
        return AgentBuilder.agent(agent(name))
                .active(node.path("active").asBoolean(true))
                .seat(node.path("seat").asBoolean(true))
                .duty(duty(node))
                .load(
                        node.path("open").asInt(0),
                        node.hasNonNull("capacity") ? node.path("capacity").asInt() : null)
                .leaseUntil(lease(node.path("leaseUntil")))
                .state();
    }

    private static Agent.Duty duty(JsonNode node) {
        return new Agent.Duty(
                node.path("status").asString("available").equals("away")
                        ? Agent.Status.AWAY
                        : Agent.Status.AVAILABLE,
                node.has("since") ? Instant.parse(node.path("since").stringValue()) : LONG_AGO,
                node.has("setBy") ? agent(node.path("setBy").stringValue()) : null,
                node.has("workingHours") ? hours(node.path("workingHours")) : null);
    }

    private @Nullable Instant lease(JsonNode node) {
        if (node.isMissingNode()) {
            return at().plusSeconds(40);
        }
        return node.isNull() ? null : Instant.parse(node.stringValue());
    }
}
