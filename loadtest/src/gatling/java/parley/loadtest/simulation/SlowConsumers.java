package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static parley.loadtest.simulation.Frames.kept;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// Tabs that do not read while much is said to them, beside visitors who chat as ever: the gateway
/// closes the first, and the others do not notice.
public final class SlowConsumers extends Simulation {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofSeconds(5);

    /// Fits a message with what the agents put before it.
    private static final String LONG = " " + "x".repeat(3_700);

    private final Run run = Run.against("slow-consumers");
    private final int tabs = run.number("tabs", 5);
    private final int speakers = run.number("speakers", 10);
    private final SlowTabs slow = new SlowTabs(run.target(), speakers * tabs);

    /// Sets the run up.
    public SlowConsumers() {
        int chats = run.number("chats", 50);
        int messages = run.number("messages", 15);
        int much = run.number("much", 120);
        var every = Duration.ofMillis(run.number("every", 3_000));
        var often = Duration.ofMillis(run.number("often", 400));
        int ramp = run.number("ramp", 5);
        var widget = Widget.of(run);
        run.users("speaker", Arrivals.constant(speakers, ramp), speak(much, often));
        run.users(
                "chat",
                Arrivals.constant(chats, ramp),
                widget.connect(),
                widget.say(messages, FIRST, every),
                widget.leave(FIRST));
        run.expect("hello", chats + speakers);
        run.expect("ready", chats + speakers);
        int said = chats * messages + speakers * (1 + much);
        run.expect("ack", said);
        run.expect("reply", said);
        Desks.open(run, run.number("seats", Desks.seats(chats)), said);
        run.counter(slow::problems);
        run.setUp(this, 0);
    }

    /// A visitor whose own tab reads, and whose other tabs do not.
    private ChainBuilder speak(int much, Duration often) {
        var widget = new Widget(run, run.target().page(), LONG);
        return exec(widget.connect(), widget.say(1, FIRST, FIRST))
                .exec(session -> {
                    slow.open(kept(session, Widget.TOKEN), tabs);
                    return session;
                })
                .exec(widget.say(much, SETTLE, often), widget.leave(FIRST));
    }

    @Override
    public void after() {
        run.report(this);
    }
}
