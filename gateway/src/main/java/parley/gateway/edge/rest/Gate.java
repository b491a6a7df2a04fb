package parley.gateway.edge.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Access;
import parley.gateway.access.Principal;
import parley.gateway.access.Resource;
import parley.gateway.access.store.SignIn;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.edge.RateLimit;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/// Lets a request through to its route: who asks, how often, about what, and may they. What is
/// about a thread learns the thread here, because authorisation needs its inbox.
final class Gate {
    private static final String BEARER = "Bearer ";

    private final SignIn signIn;
    private final ConversationStore conversations;
    private final RateLimit<String> failures;
    private final RateLimit<AgentId> requests;
    private final MeterRegistry meters;

    Gate(
            SignIn signIn,
            ConversationStore conversations,
            RestSettings settings,
            MeterRegistry meters) {
        this.signIn = signIn;
        this.conversations = conversations;
        this.failures = new RateLimit<>(settings.failedSignIns());
        this.requests = new RateLimit<>(settings.requests());
        this.meters = meters;
    }

    /// Whether a request may go on.
    sealed interface Passage {}

    /// It may.
    record Let(Call call) implements Passage {}

    /// It may not.
    record Turned(Answer answer) implements Passage {}

    Mono<Passage> admit(HttpServerRequest request, Route route, Map<String, String> variables) {
        var address = address(request.remoteAddress());
        if (failures.exhausted(address)) {
            return turned(Answer.tooMany(1));
        }
        var token = token(request);
        return (token == null ? Mono.just(NO_TOKEN) : signIn.with(token))
                .flatMap(outcome -> {
                    meters.counter("chat.auth", "result", outcome.result()).increment();
                    return switch (outcome) {
                        case SignIn.Outcome.Ok(var principal, _) ->
                                signedIn(Call.of(principal, variables, request.uri()), route);
                        case SignIn.Outcome.Refused _ -> {
                            var _ = failures.take(address);
                            yield turned(Answer.unauthenticated());
                        }
                    };
                });
    }

    private static final SignIn.Outcome NO_TOKEN = new SignIn.Outcome.Refused("absent");

    private Mono<Passage> signedIn(Call call, Route route) {
        var wait = requests.take(call.principal().agent());
        if (!wait.isZero()) {
            return turned(Answer.tooMany(Math.max(1, wait.toSeconds())));
        }
        return switch (route.subject()) {
            case SELF -> judged(call, route, self(call.principal()));
            case PORTAL -> judged(call, route, new Resource.OfPortal(call.portal()));
            case INBOX -> judged(call, route, new Resource.OfInbox(call.portal(), call.inbox()));
            case AGENT -> judged(call, route, new Resource.OfAgent(call.portal(), call.agent()));
            case THREAD -> aboutThread(call, route);
        };
    }

    /// A thread of another portal is looked for in that portal only if it is the caller's own.
    private Mono<Passage> aboutThread(Call call, Route route) {
        if (!call.portal().equals(call.principal().portal())) {
            return turned(Answer.notFound());
        }
        return conversations
                .find(call.portal(), ConversationId.of(call.variable("thread")))
                .flatMap(thread -> judged(call.about(thread), route, resource(thread)))
                .switchIfEmpty(turned(Answer.notFound()));
    }

    private static Mono<Passage> judged(Call call, Route route, Resource resource) {
        return switch (Access.authorise(call.principal(), route.command(), resource)) {
            case Access.Allowed _ -> Mono.just(new Let(call));
            case Access.Forbidden(var needs) -> turned(Answer.forbidden(needs));
            case Access.Hidden _ -> turned(Answer.notFound());
        };
    }

    private static Resource resource(Conversation thread) {
        return new Resource.OfInbox(thread.portal(), thread.inbox());
    }

    private static Resource self(Principal principal) {
        return new Resource.OfAgent(principal.portal(), principal.agent());
    }

    private static Mono<Passage> turned(Answer answer) {
        return Mono.just(new Turned(answer));
    }

    private static @Nullable String token(HttpServerRequest request) {
        var values = request.requestHeaders().getAll(HttpHeaderNames.AUTHORIZATION);
        return values.size() == 1 && values.getFirst().startsWith(BEARER)
                ? values.getFirst().substring(BEARER.length())
                : null;
    }

    /// An IPv4 address, or the /64 of an IPv6 one.
    private static String address(@Nullable InetSocketAddress remote) {
        InetAddress address = remote == null ? null : remote.getAddress();
        if (address == null) {
            return "unknown";
        }
        var bytes = address.getAddress();
        return bytes.length == 4
                ? address.getHostAddress()
                : Arrays.toString(Arrays.copyOf(bytes, 8));
    }
}
