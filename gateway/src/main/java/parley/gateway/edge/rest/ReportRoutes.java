package parley.gateway.edge.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.Route.Subject;
import parley.gateway.report.store.CountStore;
import parley.gateway.report.store.SurveyAnswers;
import parley.protocol.value.Problem;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/// What came of chatflows and surveys.
final class ReportRoutes {
    private static final String PORTAL = "/api/v1/portals/{portal}";
    private static final int MAX_STEPS = 1_500;
    private static final int PAGE = 200;
    private static final String TIME = "an instant such as 2026-01-31T00:00:00Z";

    private final CountStore counts;
    private final SurveyAnswers answers;

    ReportRoutes(CountStore counts, SurveyAnswers answers) {
        this.counts = counts;
        this.answers = answers;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        PORTAL + "/chatflows/{chatflow}/counters",
                        Command.READ_REPORT,
                        Subject.PORTAL,
                        this::counters),
                Route.get(
                        PORTAL + "/surveys/{survey}/answers",
                        Command.READ_REPORT,
                        Subject.PORTAL,
                        this::given));
    }

    private record Span(@Nullable Instant from, @Nullable Instant to, int minutes) {}

    private Mono<Answer> counters(Call call) {
        return call.querying(
                it ->
                        new Span(
                                it.<@Nullable Instant>optional(
                                        "from", null, TIME, ReportRoutes::instant),
                                it.<@Nullable Instant>optional(
                                        "to", null, TIME, ReportRoutes::instant),
                                (int) it.number("minutes", 60, 1, 7 * 24 * 60)),
                span -> counters(call, span));
    }

    private Mono<Answer> counters(Call call, Span span) {
        var from = span.from();
        var to = span.to();
        if (from == null || to == null || !from.isBefore(to)) {
            return Mono.just(
                    Answer.malformed(
                            List.of(new Problem("from", "nothing", TIME + ", before to"))));
        }
        if (Duration.between(from, to).toMinutes() / span.minutes() > MAX_STEPS) {
            return Mono.just(
                    Answer.malformed(
                            List.of(
                                    new Problem(
                                            "minutes",
                                            Integer.toString(span.minutes()),
                                            "at most " + MAX_STEPS + " steps"))));
        }
        return counts.read(call.portal(), call.chatflow(), from, to, span.minutes())
                .map(ReportRoutes::steps);
    }

    private static Answer steps(List<CountStore.Step> steps) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray("steps");
        steps.forEach(it ->
                array.addObject()
                        .put("from", it.from().toString())
                        .put("shown", it.counts().shown())
                        .put("opened", it.counts().opened())
                        .put("started", it.counts().started())
                        .put("searched", it.counts().searched())
                        .put("refused", it.counts().refused()));
        return Answer.ok(body);
    }

    private record Page(@Nullable Instant before, int limit) {}

    private Mono<Answer> given(Call call) {
        return call.querying(
                it ->
                        new Page(
                                it.<@Nullable Instant>optional(
                                        "before", null, TIME, ReportRoutes::instant),
                                (int) it.number("limit", 50, 1, PAGE)),
                page ->
                        answers.ofSurvey(
                                        call.portal(),
                                        UUID.fromString(call.variable("survey")),
                                        page.before(),
                                        page.limit())
                                .map(ReportRoutes::answers));
    }

    private static Answer answers(List<SurveyAnswers.Given> given) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray("answers");
        for (var it : given) {
            var node =
                    array.addObject()
                            .put("thread", it.conversation().toString())
                            .put("closedSeq", it.closedSeq())
                            .put("at", it.at().toString());
            var values = node.putObject("answers");
            it.answers().forEach(values::put);
        }
        return Answer.ok(body);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
