package parley.gateway.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway why a page view gets what it gets, and prints the answer.
final class ExplainCall {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DEFAULT_URL = "http://localhost:8081";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final CommandLine.Explain asked;
    private final URI gateway;
    private final String token;

    private ExplainCall(CommandLine.Explain asked, URI gateway, String token) {
        this.asked = asked;
        this.gateway = gateway;
        this.token = token;
    }

    /// @throws StartFailure says in one line why there is no answer
    static void run(CommandLine.Explain asked, Map<String, String> environment, PrintStream out) {
        var token = environment.getOrDefault("PARLEY_TOKEN", "");
        if (token.isEmpty()) {
            throw new StartFailure("PARLEY_TOKEN: not set (expected: an API token, cg_…)");
        }
        var configured = environment.getOrDefault("PARLEY_PUBLIC_AGENT_URL", "");
        var url =
                asked.url() != null ? asked.url() : configured.isEmpty() ? DEFAULT_URL : configured;
        new ExplainCall(asked, URI.create(url), token).print(out);
    }

    private void print(PrintStream out) {
        try (var client = HttpClient.newHttpClient()) {
            var portal = send(client, "GET", "/api/v1/me", "").path("portal").asString("");
            var answer = send(client, "POST", "/api/v1/portals/" + portal + "/explain", body());
            if (asked.json()) {
                out.println(answer.toPrettyString());
            } else {
                print(answer, out);
            }
        } catch (IOException e) {
            throw new StartFailure(gateway + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    private String body() {
        var body = JSON.createObjectNode().put("page", asked.page());
        if (asked.visitor() != null) {
            try {
                body.set("visitor", JSON.readTree(asked.visitor()));
            } catch (JacksonException e) {
                throw new StartFailure("--visitor: no JSON: " + e.getOriginalMessage(), e);
            }
        }
        return body.toString();
    }

    private JsonNode send(HttpClient client, String method, String path, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(PATIENCE)
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build();
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new StartFailure(
                    "%s: %d %s".formatted(path, response.statusCode(), response.body()));
        }
        return JSON.readTree(response.body());
    }

    private static void print(JsonNode answer, PrintStream out) {
        out.println(answer.path("because").asString(""));
        out.println();
        for (var step : answer.path("steps")) {
            out.printf(
                    "  %-3s %-13s %s%n",
                    step.path("passes").asBoolean() ? "ok" : "no",
                    step.path("step").asString(""),
                    step.path("says").asString(""));
        }
        for (var candidate : answer.path("candidates")) {
            out.printf(
                    "%n%s. \"%s\": %s, %s%n",
                    candidate.path("position").asInt(),
                    candidate.path("name").asString(""),
                    candidate.path("result").asString(""),
                    candidate.path("because").asString(""));
            var rules = candidate.path("rules");
            rules(out, "include", rules.path("include"));
            rules(out, "exclude", rules.path("exclude"));
            rules.path("groups").forEach(it -> rules(out, "group", it.path("rules")));
            rules.path("excludeGroups")
                    .forEach(it -> rules(out, "exclude group", it.path("rules")));
            for (var fact : candidate.path("availability").path("facts")) {
                out.printf(
                        "  %-13s %-7s %s: %s%n",
                        "team",
                        fact.path("holds").asBoolean(),
                        fact.path("what").asString(""),
                        fact.path("why").asString(""));
            }
        }
    }

    private static void rules(PrintStream out, String section, JsonNode rules) {
        for (var rule : rules) {
            out.printf(
                    "  %-13s %-7s %s (%s)%n",
                    section,
                    rule.path("truth").asString(""),
                    rule.path("says").asString(""),
                    rule.path("found").asString("not known"));
        }
    }
}
