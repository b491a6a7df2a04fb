package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.http.HttpDsl.ws;
import static parley.loadtest.simulation.Frames.BODY;
import static parley.loadtest.simulation.Frames.CMID;
import static parley.loadtest.simulation.Frames.CONV;
import static parley.loadtest.simulation.Frames.kept;
import static parley.loadtest.simulation.Frames.push;

import io.gatling.http.action.ws.WsInboundMessage;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.WsFrameCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.Device;
import parley.protocol.frame.Page;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.TabId;

/// What a visitor's tab does, in pieces. Each piece that waits for something counts it from when it
/// was due, and says which counts it adds a user.
///
/// @param page it is on
/// @param tail what ends each message, to make it long
record Widget(Run run, String page, String tail) {
    static final String TOKEN = "token";
    private static final String TAB = "tab";
    private static final String HAVE = "have";
    private static final int WITHIN_SECONDS = 30;

    static Widget of(Run run) {
        return new Widget(run, run.target().page(), "");
    }

    /// Dials when it arrives: `hello` and `ready`.
    ChainBuilder connect() {
        return exec(session -> session.set(TAB, UUID.randomUUID().toString()))
                .exec(greet("hello", List.of(ready("ready"))));
    }

    /// Another connection of a visitor whose token the session has: `name` once, and `live` once if
    /// it has a conversation.
    ChainBuilder comeBack(String name, boolean talks) {
        var awaited = new ArrayList<WsFrameCheck>(List.of(ready(name)));
        if (talks) {
            awaited.add(push("live", "live").check(run.heard("live")));
        }
        return exec(session ->
                        session.contains(TAB)
                                ? session
                                : session.set(TAB, UUID.randomUUID().toString()))
                .exec(greet("hello to " + name, awaited));
    }

    private ChainBuilder greet(String hello, List<WsFrameCheck> awaited) {
        return exec(
                ws("dial")
                        .connect("/v1/chat/" + run.target().portal())
                        .header("Origin", run.target().origin())
                        .await(WITHIN_SECONDS)
                        .on(push(hello, "hello").check(run.heard(hello))),
                ws("connect").sendText(this::connectFrame).await(WITHIN_SECONDS).on(awaited));
    }

    private WsFrameCheck.Text ready(String name) {
        return push(name, "ready")
                .check(
                        jsonPath("$.decision.version").exists(),
                        jsonPath("$.token").saveAs(TOKEN),
                        run.heard(name));
    }

    /// Messages on a schedule of their own, each waiting for its `ack` and the agent's `reply`. A
    /// late one delays those behind it, and they count from when they were due.
    ///
    /// @param first after what the session had due before
    ChainBuilder say(int messages, Duration first, Duration every) {
        return repeat(messages, "n")
                .on(
                        exec(session -> due(session, session.getInt("n") == 0 ? first : every))
                                .exec(sayNow()));
    }

    private Session due(Session session, Duration later) {
        var due = session.set(Run.DUE, session.getLong(Run.DUE) + later.toNanos() / 1_000);
        var next = Frames.next(due, run.mark(), due.getInt("n"));
        return next.set(BODY, kept(next, BODY) + tail);
    }

    private ChainBuilder sayNow() {
        return run.untilDue()
                .exec(
                        ws("send")
                                .sendText(Widget::sendFrame)
                                .await(WITHIN_SECONDS)
                                .on(ack(), reply()));
    }

    WsFrameCheck.Text ack() {
        return push("ack", "ack")
                .check(
                        jsonPath("$.cmid").isEL("#{cmid}"),
                        jsonPath("$.conv").saveAs(CONV),
                        run.heard("ack"));
    }

    /// The agent's entry about this very message: others are passed over.
    private WsFrameCheck.Text reply() {
        return ws.checkTextMessage("reply")
                .matching(jsonPath("$.body").isEL("re: #{body}"))
                .check(
                        jsonPath("$.type").is("entry"),
                        jsonPath("$.actor.kind").is("agent"),
                        jsonPath("$.seq").saveAs(HAVE),
                        run.told("reply"));
    }

    /// One heartbeat, due now: `pong`.
    ChainBuilder ping() {
        return exec(this::dueNow)
                .exec(ws("ping").sendText(Widget::pingFrame).await(WITHIN_SECONDS).on(pong()));
    }

    /// Arms checks for pushes that nothing of ours asks for, with a heartbeat before them: `pong`.
    ChainBuilder listen(Duration within, List<WsFrameCheck> pushes) {
        var awaited = new ArrayList<WsFrameCheck>(List.of(pong()));
        awaited.addAll(pushes);
        return exec(this::dueNow)
                .exec(ws("listen").sendText(Widget::pingFrame).await(within).on(awaited));
    }

    /// Whatever came beside what the checks took is looked at: such a push must not have come.
    ChainBuilder nothingMore(Predicate<String> such) {
        return exec(
                ws.processUnmatchedMessages((messages, session) -> {
                    run.surplus(
                            messages.stream()
                                    .filter(WsInboundMessage.Text.class::isInstance)
                                    .map(it -> ((WsInboundMessage.Text) it).message())
                                    .filter(such)
                                    .count());
                    return session;
                }));
    }

    ChainBuilder leave(Duration stay) {
        return pause(stay)
                .exec(ws("bye").sendText(Frames.text(new ClientFrame.Bye(false))))
                .exec(ws("close").close());
    }

    private Session dueNow(Session session) {
        return session.set(Run.DUE, run.latencies().micros());
    }

    private WsFrameCheck.Text pong() {
        return push("pong", "pong").check(jsonPath("$.t").isEL("#{due}"), run.heard("pong"));
    }

    private static String pingFrame(Session session) {
        return Frames.text(new ClientFrame.Ping(session.getLong(Run.DUE), Map.of()));
    }

    private String connectFrame(Session session) {
        List<ClientFrame.Resume> resume =
                session.contains(HAVE)
                        ? List.of(
                                new ClientFrame.Resume(
                                        ConversationId.of(kept(session, CONV)),
                                        Long.parseLong(kept(session, HAVE)),
                                        null))
                        : List.of();
        return Frames.text(
                new ClientFrame.Connect(
                        1,
                        run.target().portal(),
                        new Page(page, "Load", null),
                        Device.DESKTOP,
                        "en",
                        session.getString(TOKEN),
                        null,
                        new TabId(UUID.fromString(kept(session, TAB))),
                        resume,
                        List.of()));
    }

    static String sendFrame(Session session) {
        return Frames.text(
                new ClientFrame.Send(
                        ClientMessageId.of(kept(session, CMID)),
                        null,
                        false,
                        new MessageText(kept(session, BODY))));
    }
}
