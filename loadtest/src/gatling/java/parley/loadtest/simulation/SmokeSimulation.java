package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.ws;
import static java.util.Objects.requireNonNull;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.WsFrameCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.Page;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.MessageText;
import parley.protocol.value.TabId;

/// Does it work at all under a little load: `visitors` widgets connect, `chats` of them talk with
/// simulated agents. Every push that must come is awaited and counted, none is discarded: what is
/// asserted are exact numbers, because Gatling calls a run good in which nothing was checked.
public final class SmokeSimulation extends Simulation {
    private static final int VISITORS = Integer.getInteger("visitors", 200);
    private static final int CHATS = Integer.getInteger("chats", 50);
    private static final int MESSAGES = Integer.getInteger("messages", 3);
    private static final int AGENTS = Integer.getInteger("seats", 5);
    private static final Duration RAMP = Duration.ofSeconds(Integer.getInteger("ramp", 10));
    private static final Duration STAY = Duration.ofSeconds(5);
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(1_500);

    private final FrameEncoder encoder = new FrameEncoder();
    private final Target target = Stop.orGet(() -> Target.fromProperties().answering());
    private final String mark = "smoke-" + UUID.randomUUID();
    private final Desks desks = Stop.orGet(() -> Desks.open(target, AGENTS, mark, _ -> {}));

    /// Sets the run up.
    public SmokeSimulation() {
        var protocol = protocol();
        long replies = (long) CHATS * MESSAGES;
        setUp(
                        scenario("idle widget")
                                .exec(connect(), pings(), leave())
                                .injectOpen(rampUsers(VISITORS - CHATS).during(RAMP)),
                        scenario("chat")
                                .exec(connect(), talk(), pings(), leave())
                                .injectOpen(rampUsers(CHATS).during(RAMP)))
                .protocols(protocol)
                .assertions(
                        global().failedRequests().count().is(0L),
                        details("hello").successfulRequests().count().is((long) VISITORS),
                        details("ready").successfulRequests().count().is((long) VISITORS),
                        details("pong").successfulRequests().count().is((long) VISITORS),
                        details("ack").successfulRequests().count().is(replies),
                        details("reply of the agent").successfulRequests().count().is(replies));
    }

    @Override
    public void after() {
        Stop.ifAny(desks.problems(CHATS * MESSAGES));
    }

    private HttpProtocolBuilder protocol() {
        return http.wsBaseUrl(target.visitors().toString())
                .header("Origin", target.origin())
                .disableWarmUp();
    }

    private ChainBuilder connect() {
        return exec(
                ws("dial")
                        .connect("/v1/chat/" + target.portal())
                        .await(10)
                        .on(push("hello", "hello")),
                ws("connect")
                        .sendText(session -> connectFrame())
                        .await(10)
                        .on(push("ready", "ready").check(jsonPath("$.decision.version").exists())));
    }

    private ChainBuilder talk() {
        return repeat(MESSAGES, "n")
                .on(
                        exec(this::nextMessage)
                                .exec(
                                        ws("send")
                                                .sendText(this::sendFrame)
                                                .await(10)
                                                .on(ack(), reply()))
                                .pause(BETWEEN_MESSAGES));
    }

    private ChainBuilder pings() {
        return exec(
                ws("ping")
                        .sendText(text(encoder.encode(new ClientFrame.Ping(42, Map.of()))))
                        .await(10)
                        .on(push("pong", "pong").check(jsonPath("$.t").ofInt().is(42))));
    }

    private ChainBuilder leave() {
        return pause(STAY)
                .exec(ws("bye").sendText(text(encoder.encode(new ClientFrame.Bye(false)))))
                .exec(ws("close").close());
    }

    private WsFrameCheck.Text ack() {
        return push("ack", "ack").check(jsonPath("$.cmid").isEL("#{cmid}"));
    }

    /// The agent's entry about this very message: others are passed over.
    private WsFrameCheck.Text reply() {
        return ws.checkTextMessage("reply of the agent")
                .matching(jsonPath("$.body").isEL("re: #{body}"))
                .check(
                        jsonPath("$.type").is("entry"),
                        jsonPath("$.kind").is("message"),
                        jsonPath("$.actor.kind").is("agent"));
    }

    private static WsFrameCheck.Text push(String name, String type) {
        return ws.checkTextMessage(name).matching(jsonPath("$.type").is(type));
    }

    private Session nextMessage(Session session) {
        return session.set("cmid", UUID.randomUUID().toString())
                .set("body", "%s-%d-%d".formatted(mark, session.userId(), session.getInt("n")));
    }

    private String connectFrame() {
        return text(
                encoder.encode(
                        new ClientFrame.Connect(
                                1,
                                target.portal(),
                                new Page(target.page(), "Smoke", null),
                                Device.DESKTOP,
                                "en",
                                null,
                                null,
                                new TabId(UUID.randomUUID()),
                                List.of(),
                                List.of())));
    }

    private String sendFrame(Session session) {
        return text(
                encoder.encode(
                        new ClientFrame.Send(
                                ClientMessageId.of(kept(session, "cmid")),
                                null,
                                false,
                                new MessageText(kept(session, "body")))));
    }

    private static String kept(Session session, String name) {
        return requireNonNull(session.getString(name), name);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
