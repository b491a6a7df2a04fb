package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// A process that uses the servers of a folder until its standard input ends.
final class OpenServers {
    private OpenServers() {}

    public static void main(String[] arguments) throws IOException {
        var folder = new ServerFolder(Path.of(arguments[0]), Path.of(arguments[1]), true);
        var servers = EmbeddedServers.open(folder, new SecureRandom(), System.out::println);
        System.out.println("READY " + servers.postgres().port() + " " + servers.redis().url());
        while (System.in.read() >= 0) {}
        servers.close();
        System.out.println("CLOSED");
    }
}
