package parley.gateway.edge.rest;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Command;
import parley.gateway.access.store.TokenStore;
import parley.gateway.access.store.TokenStore.Listed;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.edge.rest.Route.Subject;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An agent's API tokens. A token is shown once, when it is made.
final class TokenRoutes {
    private static final String TOKENS = "/api/v1/portals/{portal}/agents/{agent}/tokens";
    private static final String TOKEN = TOKENS + "/{prefix}";

    private final TokenStore tokens;
    private final AgentStore agents;
    private final RandomGenerator random;
    private final Clock clock;

    /// @param random a cryptographically strong source
    TokenRoutes(TokenStore tokens, AgentStore agents, RandomGenerator random, Clock clock) {
        this.tokens = tokens;
        this.agents = agents;
        this.random = random;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(TOKENS, Command.READ_TOKEN, Subject.AGENT, this::list),
                Route.post(TOKENS, Command.EDIT_TOKEN, Subject.AGENT, this::create),
                Route.delete(TOKEN, Command.EDIT_TOKEN, Subject.AGENT, this::revoke));
    }

    private Mono<Answer> list(Call call) {
        return agents.find(call.portal(), call.agent())
                .flatMap(it -> tokens.list(it.portal(), it.id()))
                .map(all -> {
                    var body = JsonNodeFactory.instance.objectNode();
                    var array = body.putArray("tokens");
                    all.forEach(it -> array.add(json(it)));
                    return Answer.ok(body);
                })
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> new Create(it.optionalParsed("expiresAt", FUTURE, this::future)),
                it -> {
                    var token = ApiToken.generate(random);
                    var expiresAt = it.expiresAt();
                    return tokens.create(call.portal(), call.agent(), token, expiresAt)
                            .map(created -> created ? shown(token, expiresAt) : Answer.notFound());
                });
    }

    private static final String FUTURE = "an instant to come, as in 2030-01-31T12:00:00Z";

    private Mono<Answer> revoke(Call call) {
        return tokens.revoke(call.portal(), call.agent(), call.variable("prefix"))
                .map(it -> it ? Answer.nothing() : Answer.notFound());
    }

    private Instant future(String text) {
        try {
            var instant = Instant.parse(text);
            if (instant.isAfter(clock.instant())) {
                return instant;
            }
        } catch (DateTimeParseException _) {
            // refused below
        }
        throw new IllegalArgumentException("expiresAt");
    }

    private static Answer shown(ApiToken token, @Nullable Instant expiresAt) {
        var body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("token", token.reveal())
                        .put("prefix", token.prefix())
                        .put("expiresAt", text(expiresAt));
        return new Answer(201, body, Map.of());
    }

    private static ObjectNode json(Listed token) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prefix", token.prefix())
                .put("createdAt", token.createdAt().toString())
                .put("expiresAt", text(token.expiresAt()))
                .put("revokedAt", text(token.revokedAt()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private record Create(@Nullable Instant expiresAt) {}
}
