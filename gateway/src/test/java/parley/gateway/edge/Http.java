package parley.gateway.edge;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A caller of the REST API.
public final class Http implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final EdgeNode node;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Http(EdgeNode node) {
        this.node = node;
    }

    /// An answer.
    ///
    /// @param json null if there is no body, or it is no JSON
    public record Reply(int status, @Nullable JsonNode json, HttpResponse<String> raw) {
        public JsonNode at(String pointer) {
            return json.at(pointer);
        }
    }

    public Reply get(@Nullable String token, String path) {
        return send("GET", token, path, null);
    }

    public Reply put(@Nullable String token, String path, String body) {
        return send("PUT", token, path, body);
    }

    public Reply post(@Nullable String token, String path, String body) {
        return send("POST", token, path, body);
    }

    public Reply delete(@Nullable String token, String path) {
        return send("DELETE", token, path, null);
    }

    public Reply send(String method, @Nullable String token, String path, @Nullable String body) {
        return send(method, token, path, body, it -> it);
    }

    public Reply send(
            String method,
            @Nullable String token,
            String path,
            @Nullable String body,
            UnaryOperator<HttpRequest.Builder> more) {
        var request =
                HttpRequest.newBuilder(node.http(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("content-type", "application/json");
        }
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        try {
            var response = client.send(more.apply(request).build(), BodyHandlers.ofString());
            var type = response.headers().firstValue("content-type").orElse("");
            var json =
                    type.startsWith("application/json") ? MAPPER.readTree(response.body()) : null;
            return new Reply(response.statusCode(), json, response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
