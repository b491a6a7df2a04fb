package parley.loadtest.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.loadtest.exchange.FakeGateway.Fault;

@DisplayName("The exchange program")
class ExchangeTest {
    private static final int MESSAGES = 120;
    private static final int CUTS = 20;
    private static final Pattern VISITORS_LINE =
            Pattern.compile(
                    "(?m)^visitor +120 +120 +(\\d+) +20 +\\d+ +\\d+ +0 +240  [0-9a-f]{64}$");

    @Test
    @DisplayName("passes a gateway that keeps the contract, with every send cut and resent")
    void honest() throws Exception {
        var outcome = runAgainst(Fault.NONE);
        assertThat(outcome.text()).endsWith("OK\n");
        assertThat(outcome.exitCode()).isZero();
        var line = VISITORS_LINE.matcher(outcome.text());
        assertThat(line.find()).as(outcome.text()).isTrue();
        assertThat(Integer.parseInt(line.group(1))).isGreaterThanOrEqualTo(CUTS);
    }

    @Test
    @DisplayName("asks for what it was not told: lost doorbells are no violation")
    void lostDoorbells() throws Exception {
        var outcome = runAgainst(Fault.LOSES_DOORBELLS);
        assertThat(outcome.text()).endsWith("OK\n");
    }

    @ParameterizedTest
    @CsvSource({
        "FORGETS_IDS,          acked at",
        "ACKS_WITHOUT_STORING, missing",
        "REWRITES_HISTORY,     differ",
    })
    @DisplayName("catches a gateway that breaks the contract")
    void dishonest(Fault fault, String violation) throws Exception {
        var outcome = runAgainst(fault);
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(1);
        assertThat(outcome.text()).contains("VIOLATION", violation).endsWith("FAILED\n");
    }

    @Test
    @DisplayName("says in one line that no gateway answers")
    void noGateway() throws Exception {
        int free;
        try (var socket =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            free = socket.getLocalPort();
        }
        var outcome = run("ws://127.0.0.1:" + free);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("no gateway answers at ws://127.0.0.1:" + free);
    }

    @Test
    @DisplayName("says in one line which option is wrong")
    void wrongOption() throws Exception {
        var out = new ByteArrayOutputStream();
        int code = Exchange.run(List.of("--massages", "5"), Map.of(), printer(out));
        assertThat(code).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("--massages: not an option")
                .hasLineCount(1);
    }

    private static Outcome runAgainst(Fault fault) throws IOException, InterruptedException {
        try (var gateway = new FakeGateway(fault)) {
            return run(gateway.address().toString());
        }
    }

    private static Outcome run(String address) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var arguments =
                List.of(
                        "--visitors",
                        address,
                        "--agents",
                        address,
                        "--portal",
                        "0198c0de-0000-7000-8000-000000000001",
                        "--page",
                        "http://localhost:8080/demo/",
                        "--token",
                        "cg_test",
                        "--messages",
                        Integer.toString(MESSAGES),
                        "--cuts",
                        Integer.toString(CUTS),
                        "--within",
                        "20");
        int code = Exchange.run(arguments, Map.of(), printer(out));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream printer(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private record Outcome(int exitCode, String text) {}
}
