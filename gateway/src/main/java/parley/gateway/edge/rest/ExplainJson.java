package parley.gateway.edge.rest;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Availability;
import parley.gateway.availability.Shown;
import parley.gateway.availability.TeamAvailability;
import parley.gateway.chatflow.Explanation.Asked;
import parley.gateway.chatflow.Explanation.AskedGroup;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.routing.Assignment;
import parley.gateway.routing.Route;
import parley.gateway.session.explain.Candidate;
import parley.gateway.session.explain.Outcome;
import parley.gateway.session.explain.PageExplanation;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Explanations as JSON.
final class ExplainJson {
    /// More candidates are counted, not shown.
    private static final int MAX_CANDIDATES = 200;

    private ExplainJson() {}

    static ObjectNode write(PageExplanation explanation) {
        var question = explanation.question();
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("at", question.at().toString())
                        .put("page", explanation.page().url())
                        .put("truncated", explanation.page().truncated())
                        .put("queryCapped", explanation.page().queryCapped())
                        .put("shown", explanation.outcome().visible())
                        .put("because", explanation.because());
        outcome(node.putObject("outcome"), explanation.outcome());
        var steps = node.putArray("steps");
        explanation
                .steps()
                .forEach(it ->
                        steps.addObject()
                                .put("step", word(it.stage()))
                                .put("passes", it.passes())
                                .put("says", it.says()));
        var candidates = node.putArray("candidates");
        explanation.candidates().stream()
                .limit(MAX_CANDIDATES)
                .forEach(it -> candidate(candidates.addObject(), it));
        return node.put(
                "candidatesLeftOut", Math.max(0, explanation.candidates().size() - MAX_CANDIDATES));
    }

    private static void outcome(ObjectNode node, Outcome outcome) {
        var chatflow = outcome.chatflow();
        node.put("chatflow", chatflow == null ? null : chatflow.id().toString())
                .put("name", chatflow == null ? null : chatflow.name())
                .put("state", outcome.team() == null ? null : state(outcome.team()));
        shown(node, outcome.shown());
    }

    private static void candidate(ObjectNode node, Candidate candidate) {
        var targeting = candidate.targeting();
        node.put("chatflow", targeting.chatflow().id().toString())
                .put("name", targeting.chatflow().name())
                .put("position", targeting.chatflow().position())
                .put("result", word(candidate.result()))
                .put("because", candidate.because());
        var rules = node.putObject("rules");
        asked(rules.putArray("include"), targeting.include());
        asked(rules.putArray("exclude"), targeting.exclude());
        groups(rules.putArray("groups"), targeting.groups());
        groups(rules.putArray("excludeGroups"), targeting.excludeGroups());
        var why = candidate.availability();
        if (why == null) {
            node.putNull("availability");
            return;
        }
        var availability = node.putObject("availability").put("because", why.because());
        availability(availability, why.availability());
        var lines = availability.putArray("facts");
        why.lines()
                .forEach(it ->
                        lines.addObject()
                                .put("what", it.what())
                                .put("holds", it.holds())
                                .put("why", it.why()));
    }

    private static void availability(ObjectNode node, Availability availability) {
        node.put("state", state(availability.team()));
        shown(node, availability.shown());
        node.put("nextChange", text(availability.nextChange()));
    }

    private static void groups(ArrayNode array, List<AskedGroup> groups) {
        for (var group : groups) {
            var node = array.addObject().put("truth", word(group.truth()));
            asked(node.putArray("rules"), group.rules());
        }
    }

    private static void asked(ArrayNode array, List<Asked> rules) {
        for (var it : rules) {
            array.addObject()
                    .put("truth", word(it.truth()))
                    .put("says", it.words())
                    .put("found", it.found())
                    .set("rule", ChatflowJson.write(it.rule()));
        }
    }

    private static void shown(ObjectNode node, Shown shown) {
        switch (shown) {
            case Shown.Chat _ -> node.put("show", "chat");
            case Shown.ReturnTime(var at, var zone) ->
                    node.put("show", "return_time")
                            .put("returnAt", at.toString())
                            .put("zone", zone.getId());
            case Shown.AwayMessage(var text) ->
                    node.put("show", "away_message").put("message", text);
            case Shown.Wait(var text) -> node.put("show", "wait").put("message", text);
            case Shown.Hidden _ -> node.put("show", "hidden");
        }
    }

    static ObjectNode routing(Route route) {
        var node = JsonNodeFactory.instance.objectNode();
        switch (route.assignment()) {
            case Assignment.ToAgent(var agent) ->
                    node.put("to", "agent").put("agent", agent.toString());
            case Assignment.Unassigned(var reason) ->
                    node.put("to", "nobody").put("reason", word(reason));
            case Assignment.Waiting(var cause, var place) ->
                    node.put("to", "queue").put("reason", word(cause)).put("place", word(place));
        }
        return node.put("ownerMissed", route.ownerMissed());
    }

    private static String state(TeamAvailability team) {
        return switch (team) {
            case TeamAvailability.Available _ -> "available";
            case TeamAvailability.Away _ -> "away";
            case TeamAvailability.Full _ -> "full";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
