package parley.loadtest.simulation;

import static parley.loadtest.simulation.Stop.orGet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import parley.loadtest.desk.AgentDesk;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.DecisionView;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.Device;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.Page;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.TabId;

/// A page of the run's own, and the one agent who answers for it: an inbox that is there while that
/// agent is, and a chatflow before all others. Made over REST with the token of an admin, and taken
/// away in the end; the agent stays, deactivated.
final class Help {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int LOOKS = 60;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
    private static final Pattern CHATFLOW = Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"inbox\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\"?(\\d+)");
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final Target target;
    private final String mark;
    private final String agent;
    private final String token;
    private final String inbox;
    private final String chatflow;

    private Help(Target target, String mark) throws IOException, InterruptedException {
        this.target = target;
        this.mark = mark;
        var somebody =
                call(
                        "POST",
                        "/agents",
                        """
                        {"name":"%1$s","email":"%1$s@example.com","seat":true}
                        """
                                .formatted(mark));
        this.agent = first(ID, somebody);
        var _ =
                call(
                        "PUT",
                        "/agents/" + agent + "/role",
                        """
                        {"role":"agent","permissions":[],"version":%s}
                        """
                                .formatted(first(VERSION, somebody)));
        this.token = first(TOKEN, call("POST", "/agents/" + agent + "/tokens", "{}"));
        var _ = call("PUT", "/agents/" + agent + "/status", "{\"status\":\"available\"}");
        this.inbox =
                first(
                        ID,
                        call(
                                "POST",
                                "/inboxes",
                                """
                                {"name":"%s","agents":["%s"],"channel":{"accent":"#1e6b4a","mode":"agents",
                                 "offline":{"show":"away_message","message":"Back soon."}}}
                                """
                                        .formatted(mark, agent)));
        var made =
                call(
                        "POST",
                        "/chatflows",
                        """
                        {"name":"%s","inbox":"%s","definition":{"build":{"welcome":"Hi!"},
                         "target":{"include":[{"type":"url","operator":"contains","value":"%s"}]},
                         "display":{"heading":{"kind":"branding","name":"Load"},
                                    "desktop":"prompt","mobile":"launcher"}}}
                        """
                                .formatted(mark, inbox, path()));
        this.chatflow = first(ID, made);
        var _ =
                call(
                        "PUT",
                        "/chatflows/" + chatflow + "/published",
                        "{\"published\":true,\"version\":" + first(VERSION, made) + "}");
        var others =
                CHATFLOW.matcher(call("GET", "/chatflows", ""))
                        .results()
                        .map(it -> it.group(1))
                        .filter(it -> !it.equals(chatflow))
                        .toList();
        var order = new StringBuilder("\"" + chatflow + "\"");
        others.forEach(it -> order.append(",\"").append(it).append('"'));
        var _ = call("PUT", "/chatflow-order", "{\"order\":[" + order + "]}");
    }

    /// Makes it, and waits until visitors are told that the agent is there.
    static Help open(Target target, String mark) {
        return orGet(() -> {
            try {
                var help = new Help(target, mark);
                var _ =
                        AgentDesk.open(
                                target.agents(),
                                help.token,
                                List.of(),
                                new AgentDesk.Share("nobody says this", 0, 1),
                                _ -> {});
                help.awaitAvailable();
                return help;
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "the page to watch cannot be made: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalArgumentException("interrupted", e);
            }
        });
    }

    /// The page.
    String page() {
        return target.origin() + path();
    }

    /// Of the agent who answers for it.
    String token() {
        return token;
    }

    private String path() {
        return "/" + mark;
    }

    private void awaitAvailable() throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            var decision = decision();
            if (decision.chatflow() != null
                    && decision.chatflow().name().equals(mark)
                    && decision.availability().state() == DecisionView.State.AVAILABLE) {
                return;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new IOException("the agent is not there after " + LOOKS + " s");
    }

    private DecisionView decision() throws IOException, InterruptedException {
        var decoder = FrameDecoder.ofServer();
        var address = target.visitors().resolve("/v1/chat/" + target.portal());
        try (var socket = WebSocketClient.dial(address, target.origin(), WITHIN)) {
            socket.send(Frames.text(connect()).getBytes(StandardCharsets.UTF_8));
            while (socket.next(WITHIN) instanceof Received.Text(var text)) {
                if (decoder.decode(text.getBytes(StandardCharsets.UTF_8))
                                instanceof Decoded.Frame<ServerFrame>(var frame)
                        && frame instanceof ServerFrame.Ready ready) {
                    return ready.decision();
                }
            }
        }
        throw new IOException("no ready for the page");
    }

    private ClientFrame connect() {
        var page = new Page(page(), "Load", null);
        var tab = new TabId(UUID.randomUUID());
        return new ClientFrame.Connect(
                1,
                target.portal(),
                page,
                Device.DESKTOP,
                "en",
                null,
                null,
                tab,
                List.of(),
                List.of());
    }

    /// Takes it away.
    void close() {
        try {
            delete("/chatflows/" + chatflow);
            delete("/inboxes/" + inbox);
            var version = first(VERSION, call("GET", "/agents/" + agent, ""));
            var _ =
                    call(
                            "PUT",
                            "/agents/" + agent,
                            """
                            {"name":"%1$s","email":"%1$s@example.com","active":false,"version":%2$s}
                            """
                                    .formatted(mark, version));
            http.close();
        } catch (IOException e) {
            System.err.println("the page to watch cannot be taken away: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete(String path) throws IOException, InterruptedException {
        var version = first(VERSION, call("GET", path, ""));
        var _ =
                send(
                        request(path)
                                .header("If-Match", "\"" + version + "\"")
                                .method("DELETE", HttpRequest.BodyPublishers.noBody())
                                .build());
    }

    private String call(String method, String path, String body)
            throws IOException, InterruptedException {
        return send(
                request(path).method(method, HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create(target.rest() + "/api/v1/portals/" + target.portal() + path))
                .timeout(WITHIN)
                .header("Authorization", "Bearer " + target.token())
                .header("Content-Type", "application/json");
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s: %d %s".formatted(request, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    private static String first(Pattern pattern, String json) throws IOException {
        var found = pattern.matcher(json);
        if (!found.find()) {
            throw new IOException("no " + pattern + " in " + json);
        }
        return found.group(1);
    }
}
