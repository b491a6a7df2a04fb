package parley.loadtest.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import parley.protocol.value.PortalId;

/// The gateway under test, from `-Dgateway=…` and its like, or from `LOADTEST_GATEWAY` and its
/// like.
///
/// @param visitors `ws://host:port` of the visitor listener
/// @param agents `ws://host:port` of the agent listener
/// @param page the visitors are on; the portal lists its origin
record Target(URI visitors, URI agents, PortalId portal, String page, String token) {
    private static final int DIAL_MILLIS = 3_000;

    /// @throws IllegalArgumentException with a sentence for the user
    static Target fromProperties() {
        return new Target(
                webSocket(given("gateway", "http://localhost:8080")),
                webSocket(given("agents", "http://localhost:8081")),
                PortalId.of(given("portal", "")),
                given("page", ""),
                given("token", ""));
    }

    String origin() {
        var url = URI.create(page);
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /// `http://host:port` of the agent listener.
    String rest() {
        return agents.toString().replaceFirst("^ws", "http");
    }

    /// @throws IllegalArgumentException with a sentence for the user, if nobody listens
    Target answering() {
        for (var listener : new URI[] {visitors, agents}) {
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(listener.getHost(), listener.getPort()), DIAL_MILLIS);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "no gateway answers at " + listener + ": start one with ./mvnw -Prun", e);
            }
        }
        return this;
    }

    private static URI webSocket(String address) {
        return URI.create(address.replaceFirst("^http", "ws"));
    }

    private static String given(String name, String absent) {
        var variable = System.getenv("LOADTEST_" + name.toUpperCase(Locale.ROOT));
        var value = System.getProperty(name, variable == null ? absent : variable);
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    "-D" + name + ": missing (loadtest/README.md lists the parameters)");
        }
        return value;
    }
}
