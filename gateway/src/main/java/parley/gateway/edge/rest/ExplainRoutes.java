package parley.gateway.edge.rest;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.routing.Candidates;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.PortalSource;
import parley.gateway.session.explain.PageExplanation;
import parley.gateway.session.explain.Question;
import parley.protocol.value.ContactId;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/// Why a page view gets what it gets: of a portal as it is stored, and of one that the body makes
/// up.
final class ExplainRoutes {
    private static final String EXPLAIN = "/api/v1/portals/{portal}/explain";
    private static final String EVALUATE = "/api/v1/explain/evaluate";

    private final PortalSource portals;
    private final ContactFacts contacts;
    private final Clock clock;

    ExplainRoutes(PortalSource portals, ContactFacts contacts, Clock clock) {
        this.portals = portals;
        this.contacts = contacts;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post(EXPLAIN, Command.EXPLAIN, Subject.PORTAL, this::explain),
                Route.post(EVALUATE, Command.EXPLAIN, Subject.SELF, this::evaluate).large());
    }

    private Mono<Answer> explain(Call call) {
        return call.reading(
                it -> {
                    var at = QuestionBody.optionalInstant(it, "at");
                    return new Asked(
                            QuestionBody.read(it, at == null ? clock.instant() : at),
                            it.optionalParsed("contact", "the id of a contact", ContactId::of));
                },
                asked -> explain(call, asked));
    }

    private Mono<Answer> explain(Call call, Asked asked) {
        var contact = asked.contact();
        var question = asked.question();
        return contact == null
                ? explained(call, question)
                : contacts.of(call.portal(), contact)
                        .map(it -> question.by(it.onto(question.visitor())))
                        .flatMap(it -> explained(call, it))
                        .defaultIfEmpty(unknown(contact));
    }

    private Mono<Answer> explained(Call call, Question question) {
        return portals.facts(call.portal())
                .map(it -> PageExplanation.of(it, question))
                .map(it -> Answer.ok(ExplainJson.write(it)))
                .defaultIfEmpty(Answer.notFound());
    }

    private static Answer unknown(ContactId contact) {
        return Answer.invalid(
                List.of(
                        new Problem(
                                "contact",
                                '"' + contact.toString() + '"',
                                "the id of a contact of the portal")));
    }

    /// @param contact whose page view it is; null if none is named
    private record Asked(Question question, @Nullable ContactId contact) {}

    private Mono<Answer> evaluate(Call call) {
        return call.reading(EvaluateBody::read, it -> Mono.just(Answer.ok(evaluated(it))));
    }

    private static ObjectNode evaluated(EvaluateBody body) {
        var explanation = PageExplanation.of(body.portal(), body.question());
        var node = ExplainJson.write(explanation);
        var routing = body.routing();
        var route = routing == null ? null : route(body, routing, explanation);
        if (route == null) {
            node.putNull("routing");
        } else {
            node.set("routing", route);
        }
        return node;
    }

    private static @Nullable ObjectNode route(
            EvaluateBody body, EvaluateBody.Routing routing, PageExplanation explanation) {
        var chatflow = explanation.outcome().chatflow();
        var inbox = chatflow == null ? null : body.portal().inboxes().get(chatflow.inbox());
        if (chatflow == null || inbox == null) {
            return null;
        }
        var rule = PortalFacts.rule(chatflow);
        var candidates =
                Candidates.of(rule, inbox, body.portal().staff(), routing.owner())
                        .without(routing.tried());
        return ExplainJson.routing(
                parley.gateway.routing.Route.of(
                        rule, inbox.channel(), candidates, body.question().at()));
    }
}
