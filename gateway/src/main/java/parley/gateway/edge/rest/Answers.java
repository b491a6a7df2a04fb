package parley.gateway.edge.rest;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import parley.gateway.access.store.Saved;
import parley.gateway.availability.store.Outcome;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Turns what the stores say into answers.
///
/// @param <T> what is stored
/// @param json how one looks
/// @param version of one
record Answers<T>(Function<T, JsonNode> json, ToLongFunction<T> version) {
    /// Created (201).
    Answer created(Outcome<T> outcome) {
        return of(outcome, 201);
    }

    /// Changed (200).
    Answer changed(Outcome<T> outcome) {
        return of(outcome, 200);
    }

    /// Deleted (204).
    Answer deleted(Outcome<T> outcome) {
        return outcome instanceof Outcome.Saved<T> ? Answer.nothing() : of(outcome, 200);
    }

    Answer changed(Saved<T> saved) {
        return switch (saved) {
            case Saved.Stored<T>(var value) -> one(200, value);
            case Saved.Stale<T>(var stored) -> Answer.stale(stored);
            case Saved.Missing<T> _ -> Answer.notFound();
        };
    }

    /// Found (200), or not (404).
    Mono<Answer> found(Mono<T> found) {
        return found.map(it -> one(200, it)).defaultIfEmpty(Answer.notFound());
    }

    /// A list under a name (200).
    Answer list(String name, List<T> items) {
        var body = JsonNodeFactory.instance.objectNode();
        var array = body.putArray(name);
        items.forEach(it -> array.add(json.apply(it)));
        return Answer.ok(body);
    }

    private Answer of(Outcome<T> outcome, int status) {
        return switch (outcome) {
            case Outcome.Saved<T>(var value) -> one(status, value);
            case Outcome.VersionConflict<T>(var stored) -> Answer.stale(stored);
            case Outcome.NotFound<T> _ -> Answer.notFound();
            case Outcome.Refused<T>(var problems) ->
                    Answer.conflict("refused", "It would break what is stored.", problems);
        };
    }

    private Answer one(int status, T value) {
        return Answer.versioned(status, json.apply(value), version.applyAsLong(value));
    }
}
