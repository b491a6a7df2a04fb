package parley.loadtest.simulation;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// Chats at an even pace: message, ack, delivery to the agent, and the agent's answer.
public final class SteadyChat extends Simulation {
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final Run run = Run.against("steady-chat");

    /// Sets the run up.
    public SteadyChat() {
        int chats = run.number("chats", 200);
        int messages = run.number("messages", 10);
        var every = Duration.ofMillis(run.number("every", 3_000));
        var arrivals = Arrivals.constant(chats, run.number("ramp", 20));
        var widget = Widget.of(run);
        run.users(
                "chat",
                arrivals,
                widget.connect(),
                widget.say(messages, FIRST, every),
                widget.leave(Duration.ofSeconds(1)));
        run.expect("hello", chats);
        run.expect("ready", chats);
        int said = chats * messages;
        run.expect("ack", said);
        run.expect("reply", said);
        Desks.open(run, run.number("seats", Desks.seats(chats)), said);
        run.setUp(this, 0);
    }

    @Override
    public void after() {
        run.report(this);
    }
}
