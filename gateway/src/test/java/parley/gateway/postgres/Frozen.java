package parley.gateway.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The whole PostgreSQL server stopped in its tracks, until closed.
final class Frozen implements AutoCloseable {
    private final List<String> pids;

    Frozen(StoreFixture fixture) {
        var server = fixture.server();
        pids =
                Stream.concat(Stream.of(server), server.descendants())
                        .map(it -> Long.toString(it.pid()))
                        .toList();
        signal("-STOP");
    }

    private void signal(String signal) {
        var command = new ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        signal("-CONT");
    }
}
