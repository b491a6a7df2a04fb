package parley.gateway.redis;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// In which of three forms Redis is run, and where: what `redis.url` says.
sealed interface Deployment {
    /// The forms of the URL, for whoever got it wrong.
    String EXPECTED =
            "redis://host:port, redis-sentinel://host:port,host:port#master or"
                    + " redis-cluster://host:port,host:port, with rediss for TLS, user and password"
                    + " apart";

    /// Whether every link is encrypted and the server's certificate verified.
    boolean tls();

    /// One server at a fixed address.
    record Server(InetSocketAddress address, boolean tls) implements Deployment {}

    /// The server that Sentinel calls the master at the moment.
    record Sentinel(List<InetSocketAddress> sentinels, String master, boolean tls)
            implements Deployment {}

    /// The masters of a Cluster, found from any of its nodes.
    record Cluster(List<InetSocketAddress> seeds, boolean tls) implements Deployment {}

    /// @return null if the URL is none of them
    static @Nullable Deployment parse(String url) {
        var parts = Syntax.URL.matcher(url);
        if (!parts.matches()) {
            return null;
        }
        boolean tls = parts.group("tls") != null;
        boolean one = parts.group("hosts").indexOf(',') < 0;
        var master = parts.group("master");
        return switch (parts.group("form")) {
            case "-sentinel" ->
                    master == null ? null : new Sentinel(addresses(parts, 26_379), master, tls);
            case "-cluster" -> master == null ? new Cluster(addresses(parts, 6_379), tls) : null;
            default ->
                    master == null && one
                            ? new Server(addresses(parts, 6_379).getFirst(), tls)
                            : null;
        };
    }

    private static List<InetSocketAddress> addresses(Matcher parts, int usualPort) {
        return Stream.of(parts.group("hosts").split(","))
                .map(it -> address(it, usualPort))
                .toList();
    }

    private static InetSocketAddress address(String text, int usualPort) {
        int colon = text.lastIndexOf(':');
        boolean named = colon > text.lastIndexOf(']');
        var host = named ? text.substring(0, colon) : text;
        int port = named ? Integer.parseInt(text.substring(colon + 1)) : usualPort;
        return InetSocketAddress.createUnresolved(host.replaceAll("[\\[\\]]", ""), port);
    }

    /// How the URL is written; a database's number is let through, events know none.
    final class Syntax {
        private static final String PORT =
                "(?::(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]))?";
        private static final String HOST = "(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])" + PORT;
        private static final Pattern URL =
                Pattern.compile(
                        "redis(?<tls>s)?(?<form>|-sentinel|-cluster)://(?<hosts>"
                                + HOST
                                + "(?:,"
                                + HOST
                                + ")*)(?:/\\d*)?(?:#(?<master>[\\w.-]+))?");

        private Syntax() {}
    }
}
