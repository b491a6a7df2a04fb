package parley.loadtest.simulation;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// More and more widgets a second, until they are many: how long until each knows what to show.
public final class ConnectRamp extends Simulation {
    private final Run run = Run.against("connect-ramp");

    /// Sets the run up.
    public ConnectRamp() {
        var arrivals = Arrivals.rising(run.number("visitors", 2_000), run.number("ramp", 30));
        var stay = Duration.ofSeconds(run.number("stay", 10));
        var widget = Widget.of(run);
        run.users("widget", arrivals, widget.connect(), widget.ping(), widget.leave(stay));
        for (var push : new String[] {"hello", "ready", "pong"}) {
            run.expect(push, arrivals.users());
        }
        run.setUp(this, 0);
    }

    @Override
    public void after() {
        run.report(this);
    }
}
