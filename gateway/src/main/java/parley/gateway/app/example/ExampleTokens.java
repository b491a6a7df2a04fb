package parley.gateway.app.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import parley.gateway.access.ApiToken;
import parley.gateway.app.example.ExamplePortal.AgentPart;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The API tokens of the example's agents. The database has only their hashes; so that they can be
/// shown again at the next start, they are kept beside the embedded servers' passwords, readable by
/// their owner only.
public final class ExampleTokens {
    private final Path file;

    /// @param home folder of the embedded servers
    public ExampleTokens(Path home) {
        this.file = home.resolve("example-tokens.properties");
    }

    /// First name → token; empty if there are none.
    public Map<String, String> read() {
        var tokens = new TreeMap<String, String>();
        if (Files.exists(file)) {
            var stored = new Properties();
            try (var in = Files.newBufferedReader(file)) {
                stored.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
            stored.forEach((name, token) -> tokens.put((String) name, (String) token));
        }
        return tokens;
    }

    /// Makes a token for every agent of the example.
    public Mono<Void> make(ExampleStores stores, ExamplePortal example, RandomGenerator random) {
        var portal = new PortalId(example.portal().id());
        return Flux.fromIterable(example.agents())
                .concatMap(agent -> {
                    var token = ApiToken.generate(random);
                    return stores.tokens()
                            .create(portal, new AgentId(agent.id()), token, null)
                            .thenReturn(line(agent, token));
                })
                .collectList()
                .doOnNext(it -> write(String.join("", it)))
                .then();
    }

    private static String line(AgentPart agent, ApiToken token) {
        return agent.firstName() + "=" + token.reveal() + "\n";
    }

    private void write(String text) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
