package parley.gateway.edge.rest;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.access.store.GrantStore;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Duty;
import parley.gateway.availability.Agent.Load;
import parley.gateway.availability.Agent.Profile;
import parley.gateway.availability.Agent.Status;
import parley.gateway.availability.OperatingHours;
import parley.gateway.availability.json.HoursJson;
import parley.gateway.availability.json.Parsed;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.Outcome;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.AgentId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// Agents: who they are, their seat, capacity and working hours. They are deactivated, never
/// deleted: conversations refer to them.
final class AgentRoutes {
    private static final String AGENTS = "/api/v1/portals/{portal}/agents";
    private static final String AGENT = AGENTS + "/{agent}";
    private static final int MAX_CAPACITY = 10_000;

    private final AgentStore agents;
    private final GrantStore grants;
    private final Supplier<UUID> ids;

    AgentRoutes(AgentStore agents, GrantStore grants, Supplier<UUID> ids) {
        this.agents = agents;
        this.grants = grants;
        this.ids = ids;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AGENTS, Command.READ_AGENT, Subject.PORTAL, this::list),
                Route.post(AGENTS, Command.EDIT_AGENT, Subject.PORTAL, this::create),
                Route.get(AGENT, Command.READ_AGENT, Subject.AGENT, this::read),
                Route.put(AGENT, Command.EDIT_AGENT, Subject.AGENT, this::update));
    }

    private Mono<Answer> list(Call call) {
        return Mono.zip(agents.ofPortal(call.portal()), grants.ofPortal(call.portal()))
                .map(both -> {
                    var body = JsonNodeFactory.instance.objectNode();
                    var array = body.putArray("agents");
                    for (var agent : both.getT1()) {
                        var granted = both.getT2().getOrDefault(agent.id(), AgentJson.LEAST);
                        array.add(AgentJson.write(agent, granted));
                    }
                    return Answer.ok(body);
                });
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> agent(it, call, new AgentId(ids.get()), 0),
                it -> agents.save(it).flatMap(saved -> answer(saved, 201)));
    }

    private Mono<Answer> read(Call call) {
        return agents.find(call.portal(), call.agent())
                .flatMap(it -> answer(new Outcome.Saved<>(it), 200))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> agent(it, call, call.agent(), it.version(call.ifMatch())),
                it -> agents.save(it).flatMap(saved -> answer(saved, 200)));
    }

    private Mono<Answer> answer(Outcome<Agent> outcome, int status) {
        var failed = new Answers<>(_ -> JsonNodeFactory.instance.objectNode(), Agent::version);
        return outcome instanceof Outcome.Saved<Agent>(var agent)
                ? grants.find(agent.portal(), agent.id())
                        .defaultIfEmpty(AgentJson.LEAST)
                        .map(it ->
                                Answer.versioned(
                                        status, AgentJson.write(agent, it), agent.version()))
                : Mono.just(failed.changed(outcome));
    }

    private static Agent agent(Fields fields, Call call, AgentId id, long version) {
        var profile =
                new Profile(
                        fields.text("name", 1, 200),
                        stringOrEmpty(fields.optionalText("firstName", 0, 100)),
                        fields.parsed("email", "an e-mail address", AgentRoutes::email, ""),
                        fields.optionalParsed(
                                "avatarUrl", "an https address", AgentRoutes::avatar));
        var capacity = fields.optionalInt("capacity", 0, MAX_CAPACITY);
        var hours = hours(fields);
        return new Agent(
                call.portal(),
                id,
                profile,
                fields.bool("active", true),
                fields.bool("seat", false),
                new Duty(Status.AWAY, Instant.EPOCH, null, hours),
                new Load(0, capacity, null),
                version);
    }

    private static @Nullable OperatingHours hours(Fields fields) {
        var node = fields.raw("workingHours");
        if (node == null) {
            return null;
        }
        return switch (HoursJson.read(node, "workingHours")) {
            case Parsed.Good<OperatingHours>(var hours) -> hours;
            case Parsed.Bad<OperatingHours>(var problems) -> {
                fields.add(problems);
                yield null;
            }
        };
    }

    private static String stringOrEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String email(String text) {
        if (text.length() > 254 || !text.matches("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+")) {
            throw new IllegalArgumentException("email");
        }
        return text;
    }

    private static String avatar(String text) {
        var uri = URI.create(text);
        if (text.length() > 2_000 || !"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("avatarUrl");
        }
        return text;
    }
}
