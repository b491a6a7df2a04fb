package parley.gateway.edge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.CapturedLog;
import parley.gateway.edge.Console;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Shop;
import parley.gateway.edge.ops.DroppedErrors;
import reactor.core.publisher.Hooks;

@DisplayName("Agents whose connections are reset")
class AgentResetIT {
    private static final int RESETS = 8;

    private static EdgeNode node;
    private static Shop shop;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        DroppedErrors.count(node.meters);
        shop = new Shop(node.rooms);
    }

    @AfterAll
    static void close() {
        Hooks.resetOnErrorDropped();
        node.close();
    }

    @Test
    @DisplayName(
            "in any state are counted, and nobody is alarmed: no line in the log above DEBUG"
                    + " that asks for attention")
    void nobodyIsAlarmed() throws IOException {
        var conversation = shop.conversation("Hello?");
        double before = lost();
        try (var log = new CapturedLog();
                var colleague = Console.of(node, shop.admin, shop)) {
            for (int i = 0; i < RESETS; i++) {
                upgrading();
                idle();
                inTheMiddleOfAFrame();
                whileBeingWrittenTo(colleague, conversation.toString());
                asking();
            }
            assertThat(colleague.hears("error")).isFalse();
            until(() -> lost() >= before + 3 * RESETS);
            until(() -> node.listener().connections() == 1);
            assertThat(log.lines()).isEmpty();
            assertThat(dropped()).as("counted instead").isPositive();
        }
    }

    /// Right behind the request.
    private static void upgrading() throws IOException {
        var raw = new RawSocket(node);
        raw.send(RawSocket.UPGRADE.replace("\n", "\r\n"));
        raw.reset();
    }

    private static void idle() throws IOException {
        RawSocket.upgraded(node).reset();
    }

    private static void inTheMiddleOfAFrame() throws IOException {
        var raw = signedIn();
        raw.send(new byte[] {(byte) 0x81, (byte) 0xFE, 0x10});
        raw.reset();
    }

    /// A row of its list.
    private static void whileBeingWrittenTo(Console colleague, String conversation)
            throws IOException {
        var raw = signedIn();
        colleague.say(
                """
                {"type":"send","cmid":"%s","conv":"%s","kind":"text","body":"Hi!"}
                """
                        .formatted(UUID.randomUUID(), conversation));
        raw.reset();
    }

    /// In the middle of a REST request whose body is waited for.
    private static void asking() throws IOException {
        double before = signIns();
        var raw = new RawSocket(node);
        raw.send(
                "POST /api/v1/portals/%s/teams HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n"
                                .formatted(shop.portal)
                        + "Content-Type: application/json\r\nAuthorization: Bearer "
                        + shop.admin.token()
                        + "\r\n\r\n{");
        until(() -> signIns() > before);
        raw.reset();
    }

    private static double dropped() {
        return node.meters.counter("chat.errors.dropped", "what", "connection").count();
    }

    private static double signIns() {
        return node.meters.counter("chat.auth", "result", "ok").count();
    }

    private static RawSocket signedIn() throws IOException {
        var raw = RawSocket.upgraded(node);
        raw.send(
                text(
                        "{\"type\":\"connect\",\"v\":1,\"token\":\"%s\",\"inboxes\":[\"%s\"]}"
                                .formatted(shop.admin.token(), shop.inbox)));
        return raw;
    }

    private static byte[] text(String json) {
        return RawSocket.frame(0x81, json.getBytes(StandardCharsets.UTF_8));
    }

    private static double lost() {
        return node.meters
                .counter("chat.agent.close", "code", "1006", "initiator", "network")
                .count();
    }

    private static void until(java.util.function.BooleanSupplier fact) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> node.meters.getMetersAsString())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
