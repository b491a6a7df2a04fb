package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;
import static parley.loadtest.simulation.Frames.CONV;
import static parley.loadtest.simulation.Frames.kept;
import static parley.loadtest.simulation.Frames.push;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.WsFrameCheck;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// One thing happens and many hear of it. An agent's switch is turned over REST while widgets on a
/// page that only this agent answers for watch; and an agent writes into conversations that are
/// open in several tabs each. Everybody hears everything once, and nothing else.
public final class FanOut extends Simulation {
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORTLY = Duration.ofMillis(200);

    private final Run run = Run.against("fan-out");
    private final Widget widget = Widget.of(run);
    private final Queue<Opened> opened = new ConcurrentLinkedQueue<>();
    private final int ramp = run.number("ramp", 15);
    private final int flips = run.number("flips", 4);
    private final int messages = run.number("messages", 5);
    private final Duration every = Duration.ofMillis(run.number("every", 5_000));
    private final Duration within =
            Duration.ofSeconds(ramp)
                    .plus(SETTLE)
                    .plus(every.multipliedBy(Math.max(flips, messages)))
                    .plus(PATIENCE);
    private final Help help = Help.open(run.target(), run.mark());

    /// A conversation with a tab to be opened.
    private record Opened(String token, String conversation) {}

    /// Sets the run up.
    public FanOut() {
        int watchers = run.number("watchers", 1_000);
        int conversations = run.number("conversations", 20);
        int tabs = run.number("tabs", 5);
        var watching = new Widget(run, help.page(), "");
        run.users(
                "watcher",
                Arrivals.constant(watchers, ramp),
                watching.connect(),
                watching.listen(within, IntStream.range(0, flips).mapToObj(this::flipped).toList()),
                watching.nothingMore(it -> it.contains("\"type\":\"decision\"")),
                watching.leave(SHORTLY));
        run.users("switch", Arrivals.constant(1, 1), repeat(flips, "n").on(turn()));
        run.users("conversation", Arrivals.constant(conversations, ramp), converse(tabs));
        run.users("tab", Arrivals.constant(conversations * tabs, ramp), tab());
        run.expect("hello", watchers + conversations);
        run.expect("ready", watchers + conversations);
        run.expect("pong", watchers + (long) conversations * tabs);
        run.expect("another tab", (long) conversations * tabs);
        run.expect("flip", (long) watchers * flips);
        run.expect("broadcast", (long) conversations * tabs * messages);
        int said = conversations * (1 + messages);
        run.expect("ack", said);
        run.expect("reply", said);
        Desks.open(run, run.number("seats", Desks.seats(conversations)), said);
        run.setUp(this, 0);
    }

    private long due(int number) {
        return run.at(Duration.ofSeconds(ramp).plus(SETTLE).plus(every.multipliedBy(number)));
    }

    private ChainBuilder turn() {
        return exec(session ->
                        session.set(Run.DUE, due(session.getInt("n")))
                                .set("status", state(session.getInt("n"))))
                .exec(run.untilDue())
                .exec(
                        http("switch")
                                .put("/api/v1/me/status")
                                .header("Authorization", "Bearer " + help.token())
                                .header("Content-Type", "application/json")
                                .body(StringBody("{\"status\":\"#{status}\"}"))
                                .check(status().is(200)));
    }

    private static String state(int flip) {
        return flip % 2 == 0 ? "away" : "available";
    }

    private WsFrameCheck flipped(int flip) {
        return push("flip", "decision")
                .check(
                        jsonPath("$.availability.state").is(state(flip)),
                        jsonPath("$.type")
                                .transform(type -> {
                                    run.latencies().came("flip", due(flip));
                                    return type;
                                }));
    }

    /// Begins, lets the other tabs in, and goes on when all are there.
    private ChainBuilder converse(int tabs) {
        return exec(widget.connect(), widget.say(1, SHORTLY, every))
                .exec(session -> {
                    var tab = new Opened(kept(session, Widget.TOKEN), kept(session, CONV));
                    IntStream.range(0, tabs).forEach(_ -> opened.add(tab));
                    return session.set(Run.DUE, due(0));
                })
                .exec(widget.say(messages, Duration.ZERO, every), widget.leave(PATIENCE));
    }

    /// Hears what the agent writes; what was said before it came is no matter.
    private ChainBuilder tab() {
        var heard = IntStream.range(0, messages).mapToObj(FanOut.this::broadcast).toList();
        return asLongAs(session -> !session.contains(CONV))
                .on(exec(this::next).pause(SHORTLY))
                .exec(widget.comeBack("another tab", true), widget.nothingMore(_ -> false))
                .exec(widget.listen(within, heard))
                .exec(
                        widget.nothingMore(it -> it.contains("\"body\":\"re: ")),
                        widget.leave(SHORTLY));
    }

    private Session next(Session session) {
        var tab = opened.poll();
        return tab == null
                ? session
                : session.set(Widget.TOKEN, tab.token())
                        .set(CONV, tab.conversation())
                        .set(Run.DUE, run.latencies().micros());
    }

    private WsFrameCheck broadcast(int number) {
        return ws.checkTextMessage("broadcast")
                .matching(substring("\"body\":\"re: "), substring(" #" + number + " due="))
                .check(jsonPath("$.actor.kind").is("agent"), run.told("broadcast"));
    }

    @Override
    public void after() {
        help.close();
        run.report(this);
    }
}
