package parley.gateway.edge.rest;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.session.PageViews;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.PortalSource;
import parley.gateway.session.explain.PageExplanation;
import parley.gateway.session.explain.Question;
import parley.protocol.value.ChatflowId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What publishing a draft, or an edit that is not saved, would change: for the page views that are
/// connected right now, and for a list of addresses.
final class WhatIfRoutes {
    private static final String WHAT_IF = "/api/v1/portals/{portal}/what-if";
    private static final int MAX_URLS = 500;
    private static final ChatflowId NONE = new ChatflowId(new UUID(0, 0));

    private final PortalSource portals;
    private final PageViews pages;
    private final Clock clock;

    WhatIfRoutes(PortalSource portals, PageViews pages, Clock clock) {
        this.portals = portals;
        this.pages = pages;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.post(WHAT_IF, Command.EXPLAIN, Subject.PORTAL, this::whatIf).large());
    }

    private Mono<Answer> whatIf(Call call) {
        return portals.facts(call.portal())
                .flatMap(facts ->
                        call.reading(
                                it -> Asked.read(it, facts), asked -> answer(call, facts, asked)))
                .defaultIfEmpty(Answer.notFound());
    }

    private Mono<Answer> answer(Call call, PortalFacts facts, Asked asked) {
        var draft = asked.draft();
        if (draft == null) {
            return Mono.just(Answer.notFound());
        }
        var body = JsonNodeFactory.instance.objectNode().put("chatflow", draft.id().toString());
        addresses(body.putArray("urls"), facts, draft, asked);
        return pages.everywhere(call.portal(), draft)
                .map(it -> live(body, it))
                .defaultIfEmpty(notServed(body))
                .map(Answer::ok);
    }

    private static ObjectNode live(ObjectNode body, PageViews.Seen seen) {
        var answer = body.deepCopy();
        var counted = seen.counted();
        var live =
                answer.putObject("live")
                        .put("pageViews", counted.pageViews())
                        .put("engaged", counted.engaged())
                        .put("now", counted.now())
                        .put("then", counted.then())
                        .put("nodesKnown", seen.known());
        seen.nodes().forEach(live.putArray("nodes")::add);
        return answer;
    }

    private static ObjectNode notServed(ObjectNode body) {
        return body.deepCopy().putNull("live");
    }

    private void addresses(ArrayNode array, PortalFacts facts, Chatflow draft, Asked asked) {
        var chatflows = new ArrayList<>(facts.chatflows());
        chatflows.removeIf(it -> it.id().equals(draft.id()));
        chatflows.add(draft);
        var then = new PortalFacts(facts.portal(), chatflows, facts.inboxes(), facts.staff());
        for (var url : asked.urls()) {
            var question = new Question(url, null, asked.visitor(), null, null, clock.instant());
            var before = PageExplanation.of(facts, question);
            var after = PageExplanation.of(then, question);
            array.addObject()
                    .put("url", url)
                    .put("now", sees(before, draft))
                    .put("then", sees(after, draft))
                    .put("because", after.because());
        }
    }

    private static boolean sees(PageExplanation explanation, Chatflow draft) {
        var chatflow = explanation.outcome().chatflow();
        return explanation.outcome().visible()
                && chatflow != null
                && chatflow.id().equals(draft.id());
    }

    /// What is asked.
    ///
    /// @param draft as it would be published; null if there is no such chatflow
    private record Asked(@Nullable Chatflow draft, List<String> urls, VisitorFacts visitor) {
        static Asked read(Fields fields, PortalFacts facts) {
            var id = fields.parsed("chatflow", "the id of a chatflow", ChatflowId::of, NONE);
            var stored =
                    facts.chatflows().stream()
                            .filter(it -> it.id().equals(id))
                            .findFirst()
                            .orElse(null);
            var base = stored == null ? Definition.initial() : stored.definition();
            var definition = ChatflowRoutes.definition(fields, base);
            var position = fields.optionalInt("position", 1, Integer.MAX_VALUE);
            var urls = fields.list("urls", MAX_URLS, "an address", it -> it);
            var visitor = QuestionBody.visitor(fields);
            return new Asked(
                    stored == null ? null : published(stored, definition, position), urls, visitor);
        }

        private static Chatflow published(
                Chatflow stored, Definition definition, @Nullable Integer position) {
            return new Chatflow(
                    stored.id(),
                    stored.portal(),
                    stored.inbox(),
                    stored.name(),
                    true,
                    position == null ? stored.position() : position,
                    stored.version(),
                    stored.createdAt(),
                    definition);
        }
    }
}
