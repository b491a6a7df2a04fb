package parley.gateway.edge.rest;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Principal;
import parley.gateway.conversation.Conversation;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A request that is allowed, on its way to its handler.
///
/// @param path variables of the path
/// @param query its parameters
/// @param ifMatch the version in `If-Match`; null if there is none
/// @param body empty object if the route takes none
/// @param thread of routes about one, else null
record Call(
        Principal principal,
        Map<String, String> path,
        Map<String, List<String>> query,
        @Nullable Long ifMatch,
        JsonNode body,
        @Nullable Conversation thread) {
    private static final Answer VERSION_MISSING =
            Answer.malformed(
                    List.of(
                            new Problem(
                                    "version", "nothing", "the version you read, or If-Match")));

    static Call of(Principal principal, Map<String, String> path, String uri) {
        return new Call(
                principal,
                path,
                new QueryStringDecoder(uri).parameters(),
                null,
                JsonNodeFactory.instance.objectNode(),
                null);
    }

    Call with(@Nullable Long version, JsonNode json) {
        return new Call(principal, path, query, version, json, thread);
    }

    Call about(Conversation conversation) {
        return new Call(principal, path, query, ifMatch, body, conversation);
    }

    /// Of the path, or the caller's own where the path has none.
    PortalId portal() {
        var text = path.get("portal");
        return text == null ? principal.portal() : PortalId.of(text);
    }

    InboxId inbox() {
        return InboxId.of(variable("inbox"));
    }

    AgentId agent() {
        var text = path.get("agent");
        return text == null ? principal.agent() : AgentId.of(text);
    }

    TeamId team() {
        return TeamId.of(variable("team"));
    }

    ChatflowId chatflow() {
        return ChatflowId.of(variable("chatflow"));
    }

    /// The conversation that the route is about.
    Conversation conversation() {
        if (thread == null) {
            throw new IllegalStateException("the route is not about a thread");
        }
        return thread;
    }

    String variable(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /// Reads the body, then acts on it; answers 422 if anything is wrong with it.
    ///
    /// @param read may answer null where it has added a problem
    <T> Mono<Answer> reading(Function<Fields, @Nullable T> read, Function<T, Mono<Answer>> act) {
        var fields = Fields.of(body);
        var value = read.apply(fields);
        var problems = fields.problems();
        return problems.isEmpty() && value != null
                ? act.apply(value)
                : Mono.just(Answer.invalid(problems));
    }

    /// Takes the version of something to be deleted, from `If-Match` or the query, then acts on it.
    Mono<Answer> expecting(LongFunction<Mono<Answer>> act) {
        return querying(
                it -> it.number("version", ifMatch == null ? 0 : ifMatch, 1, Long.MAX_VALUE),
                it -> it == 0 ? Mono.just(VERSION_MISSING) : act.apply(it));
    }

    /// Reads the query, then acts on it; parameters that are not read are refused.
    <T> Mono<Answer> querying(Function<Query, T> read, Function<T, Mono<Answer>> act) {
        var parameters = new Query(query);
        var value = read.apply(parameters);
        List<Problem> problems = parameters.problems();
        return problems.isEmpty() ? act.apply(value) : Mono.just(Answer.malformed(problems));
    }
}
