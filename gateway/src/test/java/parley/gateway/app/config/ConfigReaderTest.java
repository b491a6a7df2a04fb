package parley.gateway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The configuration")
class ConfigReaderTest {
    private static final Path SHIPPED = Path.of("..", "config");

    @TempDir private Path folder;

    @Test
    @DisplayName("is complete without a file: everything has a default")
    void defaults() {
        assertThat(ConfigReader.read(null, Map.of())).isEqualTo(Config.defaults());
    }

    @Test
    @DisplayName("takes the file over the defaults, and the environment over the file")
    void layers() {
        var config =
                read(
                        """
                        database:
                          poolSize: 20
                          acquireTimeout: 500ms
                        drain: {notice: 3s}
                        """,
                        Map.of(
                                "PARLEY_DATABASE_POOL_SIZE",
                                "30",
                                "HOME",
                                "/nowhere",
                                "LOADTEST_TOKEN",
                                "cg_x"));
        assertThat(config.database().poolSize()).isEqualTo(30);
        assertThat(config.database().acquireTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.database().maxWaiting())
                .isEqualTo(Config.defaults().database().maxWaiting());
        assertThat(config.drain().notice()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    database: {poolsize: 3}          | database.poolsize: unknown key (expected: database.poolSize)
                    databse: {poolSize: 3}           | databse: unknown key (expected: database)
                    colour: red                      | colour: unknown key (expected: one of public, tls, visitor,
                    database: {poolSize: many}       | database.poolSize: 'many' (expected: a whole number)
                    database: {poolSize: 1.5}        | database.poolSize: 1.5 (expected: a whole number)
                    database: {poolSize: '3'}        | database.poolSize: '3' (expected: a whole number)
                    database: {poolSize: 0}          | database.poolSize: 0 (expected: 1..1000)
                    database: {poolSize: 99999999999} | database.poolSize:
                    database: {migrate: yes}         | database.migrate: 'yes' (expected: true or false)
                    database: {ssl: perhaps}         | database.ssl: 'perhaps' (expected: disable, require or verify-full)
                    database: {ssl: }                | database.ssl: null (expected: text)
                    database: 5                      | database: 5 (expected: a section)
                    drain: {notice: 5}               | drain.notice: 5 (expected: a duration like 500ms, 5s, 10m, 24h)
                    drain: {notice: 20s}             | drain.deadline: PT15S (expected: longer than notice, PT20S)
                    database: {password: hunter2}    | database.password: a secret does not belong in the file (expected: PARLEY_DATABASE_PASSWORD or PARLEY_DATABASE_PASSWORD_FILE in the environment)
                    database: {url: 'mysql://h/d'}   | database.url: 'mysql://h/d' (expected: postgresql://host:port/database
                    redis: {url: 'redis://:pw@host'} | redis.url: 'redis://***@host' (expected: redis://host:port
                    redis: {url: 'redis://a:1,b:2'}  | redis.url: 'redis://a:1,b:2' (expected: redis://host:port, redis-sentinel://host:port,host:port#master or redis-cluster://
                    redis: {url: 'redis-sentinel://a'} | redis.url: 'redis-sentinel://a' (expected: redis://host:port
                    redis: {url: 'redis-cluster://a:65536'} | redis.url: 'redis-cluster://a:65536' (expected: redis://host:port
                    redis: {url: 'redis://h?verifyPeer=NONE'} | redis.url: 'redis://h?verifyPeer=NONE' (expected: redis://host:port
                    redis: {url: 'redis://h', sentinel: {user: x}} | redis.sentinel: set (expected: with redis-sentinel://… alone)
                    redis: {url: 'redis://h', caFile: ca.pem} | redis.caFile: 'ca.pem' (expected: with a rediss URL alone)
                    redis: {url: 'rediss://h', caFile: no.pem} | redis.caFile: 'no.pem' (expected: a readable file of PEM certificates)
                    visitor: {host: 0.0.0.0}         | visitor.host: '0.0.0.0' (expected: a loopback or private address, tls.certificateFile, or behind a proxy with TLS
                    session: {sends: {burst: 0}}     | session.sends: sends: 1, 0, 30 (expected: >= 1 each)
                    public: {visitorUrl: 'https://a/b'} | public.visitorUrl: 'https://a/b' (expected: https://host
                    ops: {host: 0.0.0.0}             | ops.host: '0.0.0.0' (expected: a loopback or private address
                    """)
    @DisplayName("refuses what does not fit, with path, value and what was expected")
    void refusals(String yaml, String problem) {
        problems(yaml, Map.of()).as(problem).anyMatch(it -> it.startsWith(problem));
    }

    @Test
    @DisplayName("tells everything that is wrong at once")
    void allProblems() {
        problems(
                        "a: 1\nb: 2\ndatabase: {poolSize: x}\n",
                        Map.of("PARLEY_DATABSE_URL", "x", "PARLEY_OPS_PORT", "high"))
                .hasSize(5);
    }

    @Test
    @DisplayName("refuses a key that stands twice, and text that is no YAML, with the line")
    void broken() {
        problems("drain: {}\ndrain: {}\n", Map.of())
                .singleElement()
                .asString()
                .contains("gateway.yaml:2:", "Duplicate");
        problems("drain: [\n", Map.of()).singleElement().asString().contains("gateway.yaml:");
        problems("- drain\n", Map.of()).singleElement().asString().contains("list of sections");
    }

    @Test
    @DisplayName("refuses a variable that begins like ours and is not ours")
    void unknownVariable() {
        problems("", Map.of("PARLEY_DATABSE_URL", "x"))
                .singleElement()
                .asString()
                .startsWith("PARLEY_DATABSE_URL: unknown variable");
    }

    @Test
    @DisplayName("takes secrets from files that only their owner reads (case 128)")
    void secretFiles() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var variables = Map.of("PARLEY_DATABASE_PASSWORD_FILE", secret.toString());
        assertThat(ConfigReader.read(null, variables).database().password()).isEqualTo("hunter2");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        problems("", variables).singleElement().asString().contains("can be read by everybody");
    }

    @Test
    @DisplayName("refuses a database without a Redis, and both without their secrets")
    void productionIsComplete() {
        problems("database: {url: 'postgresql://db:5432/parley'}", Map.of())
                .contains(
                        "redis.url: not set (expected: both URLs, or neither for embedded servers)");
        problems(
                        """
                        database: {url: 'postgresql://db:5432/parley'}
                        redis: {url: 'redis://cache:6379'}
                        """,
                        Map.of())
                .anyMatch(it -> it.startsWith("database.password: not set"))
                .anyMatch(it -> it.startsWith("redis.signingKey: not set"));
    }

    @Test
    @DisplayName("is shown without secrets")
    void redacted() {
        var config = read("", Map.of("PARLEY_DATABASE_PASSWORD", "hunter2"));
        assertThat(ConfigReader.redacted(config))
                .contains("password: \"***\"", "notice: \"2s\"")
                .doesNotContain("hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("is shipped as a file that says exactly the defaults, every key of them")
    void shippedFile() throws IOException {
        var file = SHIPPED.resolve("gateway.yaml");
        assertThat(ConfigReader.read(file, Map.of())).isEqualTo(Config.defaults());
        var text = Files.readString(file);
        assertThat(ConfigReader.keys().keySet())
                .allSatisfy(key ->
                        assertThat(text).contains(key.substring(key.lastIndexOf('.') + 1) + ":"));
    }

    @Test
    @DisplayName("is documented: config/README.md lists the keys there are, with their defaults")
    void documented() throws IOException {
        var row = Pattern.compile("^\\| `([a-zA-Z.]+)` \\| (.*?) \\|", Pattern.MULTILINE);
        var documented = new TreeMap<String, String>();
        row.matcher(Files.readString(SHIPPED.resolve("README.md")))
                .results()
                .forEach(it -> documented.put(it.group(1), it.group(2).replace("`", "")));
        assertThat(new TreeSet<>(documented.keySet()))
                .isEqualTo(new TreeSet<>(ConfigReader.keys().keySet()));
        assertThat(documented).isEqualTo(ConfigReader.keys());
    }

    private Config read(String yaml, Map<String, String> environment) {
        try {
            var file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
            return ConfigReader.read(file, environment);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ListAssert<String> problems(String yaml, Map<String, String> environment) {
        var failure = new ConfigFailure[1];
        assertThatThrownBy(() -> read(yaml, environment))
                .isInstanceOfSatisfying(ConfigFailure.class, it -> failure[0] = it);
        return assertThat(failure[0].problems());
    }
}
