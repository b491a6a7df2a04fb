package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;
import static parley.loadtest.simulation.Frames.BODY;
import static parley.loadtest.simulation.Frames.CMID;
import static parley.loadtest.simulation.Frames.CONV;
import static parley.loadtest.simulation.Frames.entry;
import static parley.loadtest.simulation.Frames.kept;
import static parley.loadtest.simulation.Frames.push;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.gatling.javaapi.http.WsFrameCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import parley.protocol.frame.AgentFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;

/// An agent's console over REST and WebSocket, and the visitor it is about: as many of the one as
/// of the other. Conversations wait in a queue for a console, one each.
final class Console {
    private static final int WITHIN_SECONDS = 30;
    private static final int HEARD_WITHIN_SECONDS = 90;
    private static final Duration SHORTLY = Duration.ofMillis(200);
    private static final Duration READING = Duration.ofSeconds(1);

    private final Run run;
    private final Widget widget;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> done = new ConcurrentHashMap<>();

    Console(Run run) {
        this.run = run;
        this.widget = Widget.of(run);
    }

    /// Lets both arrive, as many of either.
    void takePart(Arrivals visitors, Arrivals agents) {
        run.users("visitor", visitors, widget.connect(), ask(), widget.leave(READING));
        run.users("agent", agents, signIn(), list(), open(), answer(), close(), reopen(), leave());
        for (var count :
                List.of(
                        "reply",
                        "closed",
                        "opened",
                        "signed in",
                        "inboxes listed",
                        "agent ready",
                        "threads listed",
                        "thread read",
                        "entries read",
                        "watched",
                        "agent's ack",
                        "close done",
                        "reopen done")) {
            run.expect(count, visitors.users());
        }
    }

    /// The visitor: one check after the other, all armed before the agent can know of the message.
    private ChainBuilder ask() {
        return exec(session ->
                        Frames.next(session.set(Run.DUE, run.latencies().micros()), mark(), 0))
                .exec(
                        ws("send")
                                .sendText(Widget::sendFrame)
                                .await(HEARD_WITHIN_SECONDS)
                                .on(
                                        widget.ack()
                                                .check(jsonPath("$.conv").transform(this::waits)),
                                        entry("reply", "message")
                                                .matching(jsonPath("$.actor.kind").is("agent"))
                                                .check(run.told("reply")),
                                        entry("closed", "closed").check(heard("closed")),
                                        entry("opened", "opened").check(heard("opened"))));
    }

    /// Not the run's own, or its desks would answer, too.
    private String mark() {
        return "to a console " + run.mark();
    }

    private String waits(String conversation) {
        waiting.add(conversation);
        return conversation;
    }

    /// What the agent did in a conversation came to its visitor, from when it was due.
    private CheckBuilder heard(String what) {
        return jsonPath("$.conv")
                .transform(conversation -> {
                    run.latencies().came(what, done.getOrDefault(conversation, 0L));
                    return conversation;
                });
    }

    private ChainBuilder signIn() {
        return asked("signed in", http("signed in").get("/api/v1/me"), jsonPath("$.id").exists())
                .exec(
                        asked(
                                "inboxes listed",
                                http("inboxes listed").get(portal("/inboxes")),
                                jsonPath("$.inboxes[0].id").saveAs("inbox")))
                .exec(
                        ws("dial of an agent")
                                .connect(run.target().agents() + "/v1/agent")
                                .await(WITHIN_SECONDS)
                                .on(push("hello to an agent", "hello")),
                        ws("connect of an agent")
                                .sendText(
                                        Frames.text(
                                                new AgentFrame.Connect(
                                                        1,
                                                        run.target().token(),
                                                        List.of(),
                                                        List.of(),
                                                        null)))
                                .await(WITHIN_SECONDS)
                                .on(push("agent ready", "ready").check(run.heard("agent ready"))));
    }

    /// Takes the conversation that has waited longest.
    private ChainBuilder list() {
        return asLongAs(session -> !session.contains(CONV))
                .on(exec(this::take).pause(SHORTLY))
                .exec(
                        asked(
                                "threads listed",
                                http("threads listed")
                                        .get(portal("/inboxes/#{inbox}/threads?limit=20")),
                                jsonPath("$.threads[0].id").exists()));
    }

    private Session take(Session session) {
        var conversation = waiting.poll();
        return conversation == null ? session : session.set(CONV, conversation);
    }

    private ChainBuilder open() {
        return asked(
                        "thread read",
                        http("thread read").get(portal("/threads/#{conv}")),
                        jsonPath("$.status").is("open"))
                .exec(
                        asked(
                                "entries read",
                                http("entries read").get(portal("/threads/#{conv}/entries")),
                                jsonPath("$.entries[0].body").exists()))
                .exec(
                        told(
                                "watch",
                                it -> new AgentFrame.Watch(it, 0, 0, null),
                                push("watched", "live").check(run.heard("watched"))));
    }

    private ChainBuilder answer() {
        return pause(READING)
                .exec(this::dueNow)
                .exec(session -> Frames.next(session, mark(), 1))
                .exec(
                        ws("answer")
                                .sendText(Console::sendFrame)
                                .await(WITHIN_SECONDS)
                                .on(
                                        push("agent's ack", "ack")
                                                .check(
                                                        jsonPath("$.cmid").isEL("#{cmid}"),
                                                        run.heard("agent's ack"))));
    }

    private ChainBuilder close() {
        return pause(READING)
                .exec(
                        told(
                                "close",
                                AgentFrame.Close::new,
                                entry("close done", "closed").check(run.heard("close done"))));
    }

    private ChainBuilder reopen() {
        return pause(READING)
                .exec(
                        asked(
                                "reopen done",
                                http("reopen done").post(portal("/threads/#{conv}/reopen")),
                                jsonPath("$.entries[?(@.kind == 'opened')].seq").exists()));
    }

    private static ChainBuilder leave() {
        return exec(ws("bye of an agent").sendText(Frames.text(new AgentFrame.Bye())))
                .exec(ws("close of an agent").close());
    }

    /// A request over REST, due now.
    private ChainBuilder asked(String what, HttpRequestActionBuilder request, CheckBuilder check) {
        return exec(this::dueNow)
                .exec(
                        request.header("Authorization", "Bearer " + run.target().token())
                                .check(status().is(200), check))
                .exec(session -> session.isFailed() ? session : run.came(what, session));
    }

    /// A frame about the conversation, due now, and the push that shows that it was done.
    private ChainBuilder told(
            String what, Function<ConversationId, AgentFrame> frame, WsFrameCheck.Text push) {
        return exec(this::dueNow)
                .exec(
                        ws(what).sendText(session ->
                                        Frames.text(
                                                frame.apply(
                                                        ConversationId.of(kept(session, CONV)))))
                                .await(WITHIN_SECONDS)
                                .on(push));
    }

    private Session dueNow(Session session) {
        long now = run.latencies().micros();
        if (session.contains(CONV)) {
            done.put(kept(session, CONV), now);
        }
        return session.set(Run.DUE, now);
    }

    private String portal(String path) {
        return "/api/v1/portals/" + run.target().portal() + path;
    }

    private static String sendFrame(Session session) {
        return Frames.text(
                new AgentFrame.Send(
                        ClientMessageId.of(kept(session, CMID)),
                        ConversationId.of(kept(session, CONV)),
                        new MessageText(kept(session, BODY))));
    }
}
