package parley.loadtest.push;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtest.cluster.Tables.Credential;
import parley.loadtest.desk.AgentDesk;

/// The agents: each connected to a gateway, one of them coming and going.
final class Team implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final List<AgentDesk> desks = new ArrayList<>();

    /// Connects an agent, who answers nobody.
    AgentDesk connect(InetSocketAddress node, Credential agent) throws IOException {
        var desk =
                AgentDesk.open(
                        URI.create("ws://" + text(node)),
                        agent.token(),
                        List.of(),
                        new AgentDesk.Share("nobody says this", 0, 1),
                        _ -> {});
        desks.add(desk);
        return desk;
    }

    /// Turns an agent's own switch by the REST API.
    void turn(InetSocketAddress node, Credential agent, boolean available)
            throws IOException, InterruptedException {
        var body = "{\"status\":\"" + (available ? "available" : "away") + "\"}";
        var request =
                HttpRequest.newBuilder(URI.create("http://" + text(node) + "/api/v1/me/status"))
                        .timeout(WITHIN)
                        .header("Authorization", "Bearer " + agent.token())
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the switch: " + answer.statusCode() + " " + answer.body());
        }
    }

    /// How long from now an agent counts as connected unless renewed, by the database's clock;
    /// negative if not at all.
    static Duration lease(Connection connection, Credential agent) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        SELECT coalesce(extract(epoch FROM
                            present_until(portal, id) - clock_timestamp()) * 1000, -1)::bigint
                        FROM agent WHERE id = ?
                        """)) {
            statement.setObject(1, agent.agent());
            var row = statement.executeQuery();
            return Duration.ofMillis(row.next() ? row.getLong(1) : -1);
        }
    }

    private static String text(InetSocketAddress node) {
        return node.getHostString() + ":" + node.getPort();
    }

    @Override
    public void close() throws IOException {
        for (var desk : desks) {
            desk.close();
        }
        http.close();
    }
}
