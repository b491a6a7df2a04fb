package parley.loadtest.simulation;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// A day of a site in two minutes, from midnight on: widgets that only look, chats, and agents at
/// their consoles, all by the same hours.
public final class MixedDay extends Simulation {
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final Run run = Run.against("mixed-day");

    /// Sets the run up.
    public MixedDay() {
        int day = run.number("day", 120);
        var looking = Arrivals.day(run.number("visitors", 1_000), day);
        var chatting = Arrivals.day(run.number("chats", 100), day);
        int consoles = run.number("consoles", 30);
        var asking = Arrivals.day(consoles, day);
        int messages = run.number("messages", 5);
        var every = Duration.ofMillis(run.number("every", 3_000));
        var stay = Duration.ofSeconds(run.number("stay", 10));
        var widget = Widget.of(run);
        run.users("widget", looking, widget.connect(), widget.ping(), widget.leave(stay));
        run.users(
                "chat",
                chatting,
                widget.connect(),
                widget.say(messages, FIRST, every),
                widget.leave(stay));
        new Console(run).takePart(asking, Arrivals.day(consoles, day));
        int visitors = looking.users() + chatting.users() + asking.users();
        run.expect("hello", visitors);
        run.expect("ready", visitors);
        run.expect("pong", looking.users());
        int said = chatting.users() * messages;
        run.expect("ack", said + asking.users());
        run.expect("reply", said);
        Desks.open(run, run.number("seats", Desks.seats(chatting.users())), said);
        run.setUp(this, 0);
    }

    @Override
    public void after() {
        run.report(this);
    }
}
