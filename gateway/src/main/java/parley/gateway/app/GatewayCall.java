package parley.gateway.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway over REST, as whoever the API token in `PARLEY_TOKEN` is. What is not
/// answered is a [StartFailure] that says why in one line.
final class GatewayCall implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DEFAULT_URL = "http://localhost:8081";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI gateway;
    private final String token;

    private GatewayCall(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    /// @param url of the gateway; null: as configured
    static GatewayCall to(@Nullable String url, Map<String, String> environment) {
        var token = environment.getOrDefault("PARLEY_TOKEN", "");
        if (token.isEmpty()) {
            throw new StartFailure("PARLEY_TOKEN: not set (expected: an API token, cg_…)");
        }
        var configured = environment.getOrDefault("PARLEY_PUBLIC_AGENT_URL", "");
        var chosen = url != null ? url : configured.isEmpty() ? DEFAULT_URL : configured;
        return new GatewayCall(URI.create(chosen), token);
    }

    /// Asks something of the token's portal.
    ///
    /// @param path behind `/api/v1/portals/{portal}`
    JsonNode post(String path, String body) {
        var portal = send("GET", "/api/v1/me", "").path("portal").asString("");
        return send("POST", "/api/v1/portals/" + portal + path, body);
    }

    private JsonNode send(String method, String path, String body) {
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
        try {
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new StartFailure(
                        "%s: %d %s".formatted(path, response.statusCode(), response.body()));
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new StartFailure(gateway + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
