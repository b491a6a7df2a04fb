package parley.loadtest.simulation;

import io.gatling.javaapi.core.Simulation;

/// Agents at work: each signs in, looks through the list, opens a conversation, answers, closes and
/// opens it again; the visitor hears of everything.
public final class AgentConsole extends Simulation {
    private final Run run = Run.against("agent-console");

    /// Sets the run up.
    public AgentConsole() {
        int consoles = run.number("consoles", 60);
        int ramp = run.number("ramp", 30);
        new Console(run)
                .takePart(Arrivals.constant(consoles, ramp), Arrivals.constant(consoles, ramp));
        run.expect("hello", consoles);
        run.expect("ready", consoles);
        run.expect("ack", consoles);
        run.setUp(this, 0);
    }

    @Override
    public void after() {
        run.report(this);
    }
}
