package parley.gateway.edge.rest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered.
///
/// @param body JSON; null for none
/// @param headers beyond those every answer has
record Answer(int status, @Nullable JsonNode body, Map<String, String> headers) {
    /// Copies the map.
    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(JsonNode body) {
        return new Answer(200, body, Map.of());
    }

    /// A thing with a version, which is also its `ETag`.
    static Answer versioned(int status, JsonNode body, long version) {
        return new Answer(status, body, Map.of("etag", "\"" + version + "\""));
    }

    static Answer nothing() {
        return new Answer(204, null, Map.of());
    }

    /// Malformed (400): the request cannot be read at all.
    static Answer malformed(List<Problem> problems) {
        return error(400, "malformed", "The request cannot be read.", problems);
    }

    /// Invalid (422): it can be read, and fields of it are wrong.
    static Answer invalid(List<Problem> problems) {
        return error(422, "invalid", "Some fields are wrong.", problems);
    }

    /// Unauthenticated (401): no token, or none that is good; never says why.
    static Answer unauthenticated() {
        var answer = error(401, "unauthenticated", "A valid API token is needed.", List.of());
        return new Answer(401, answer.body, Map.of("www-authenticate", "Bearer"));
    }

    /// Forbidden (403).
    ///
    /// @param needs what it takes
    static Answer forbidden(String needs) {
        return error(403, "forbidden", "This takes the " + needs + ".", List.of());
    }

    /// Not found (404), the same for what does not exist and what the caller may not see.
    static Answer notFound() {
        return error(404, "not_found", "There is no such thing.", List.of());
    }

    static Answer methodNotAllowed(String allowed) {
        var answer = error(405, "method_not_allowed", "Allowed: " + allowed + ".", List.of());
        return new Answer(405, answer.body, Map.of("allow", allowed));
    }

    /// Stale (409): somebody else saved first.
    ///
    /// @param stored the version that is stored
    static Answer stale(long stored) {
        return conflict(
                "stale_version",
                "Somebody else saved first. Read it again, then save.",
                List.of(new Problem("version", "another one", Long.toString(stored))));
    }

    /// Conflict (409), for another reason.
    static Answer conflict(String code, String message, List<Problem> problems) {
        return error(409, code, message, problems);
    }

    static Answer tooLarge(int maxBytes) {
        return error(413, "too_large", "At most " + maxBytes + " bytes.", List.of());
    }

    static Answer unsupportedMediaType() {
        return unsupportedMediaType("application/json");
    }

    static Answer unsupportedMediaType(String wanted) {
        return error(415, "unsupported_media_type", "Send " + wanted + ".", List.of());
    }

    static Answer tooMany(long seconds) {
        return retryLater(error(429, "too_many_requests", "Slow down.", List.of()), seconds);
    }

    static Answer unavailable() {
        return retryLater(
                error(503, "unavailable", "It cannot be done now. Try again.", List.of()), 1);
    }

    /// Failed (500); the cause is in the log under the same id.
    static Answer failed() {
        return error(500, "internal", "Something is broken on our side.", List.of());
    }

    /// The same with an id that a log line has too.
    Answer withErrorId(String id) {
        if (body != null && body.get("error") instanceof ObjectNode it) {
            it.put("id", id);
        }
        return this;
    }

    private static Answer retryLater(Answer answer, long seconds) {
        return new Answer(
                answer.status, answer.body, Map.of("retry-after", Long.toString(seconds)));
    }

    private static Answer error(int status, String code, String message, List<Problem> problems) {
        var body = JsonNodeFactory.instance.objectNode();
        var error = body.putObject("error").put("code", code).put("message", message);
        var list = error.putArray("problems");
        problems.forEach(it ->
                list.addObject()
                        .put("field", it.path())
                        .put("value", it.value())
                        .put("expected", it.expected()));
        return new Answer(status, body, Map.of());
    }
}
