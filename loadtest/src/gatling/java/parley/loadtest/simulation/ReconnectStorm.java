package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// All widgets lose their connection at the same moment and come back as the protocol has it: after
/// a random wait of up to 2 s, and after a failed dial with full jitter. Who has a conversation
/// resumes it, and goes on talking.
public final class ReconnectStorm extends Simulation {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final int DIALS = 8;
    private static final int FIRST_WAIT_MICROS = 2_000_000;
    private static final int BACKOFF_MICROS = 500_000;
    private static final int MOST_MICROS = 30_000_000;

    private final Run run = Run.against("reconnect-storm");
    private final Widget widget = Widget.of(run);
    private final int ramp = run.number("ramp", 15);
    private final int storms = run.number("storms", 2);
    private final Duration apart = Duration.ofSeconds(run.number("apart", 15));

    /// Sets the run up.
    public ReconnectStorm() {
        int visitors = run.number("visitors", 1_000);
        int chats = Math.min(visitors, run.number("chats", 100));
        var stay = widget.leave(Duration.ofSeconds(1));
        run.users(
                "widget",
                Arrivals.constant(visitors - chats, ramp),
                widget.connect(),
                storms(false),
                stay);
        run.users(
                "chat",
                Arrivals.constant(chats, ramp),
                widget.connect(),
                widget.say(1, FIRST, FIRST),
                storms(true),
                stay);
        run.expect("hello", visitors);
        run.expect("ready", visitors);
        run.expect("ready again", (long) visitors * storms);
        run.expect("live", (long) chats * storms);
        run.expect("pong", (long) visitors * storms);
        int said = chats * (1 + storms);
        run.expect("ack", said);
        run.expect("reply", said);
        Desks.open(run, run.number("seats", Desks.seats(chats)), said);
        run.setUp(this, run.number("refused", 0));
    }

    private ChainBuilder storms(boolean talks) {
        var storm =
                exec(session -> session.set(Run.DUE, cut(session.getInt("storm"))).set("dials", 0))
                        .exec(run.untilDue())
                        .exec(ws("cut").close())
                        .exec(
                                tryMax(DIALS)
                                        .on(
                                                exec(ReconnectStorm::backOff)
                                                        .exec(run.untilDue())
                                                        .exec(
                                                                widget.comeBack(
                                                                        "ready again", talks))))
                        .exec(widget.ping());
        return repeat(storms, "storm").on(talks ? storm.exec(widget.say(1, FIRST, FIRST)) : storm);
    }

    /// When everybody is cut off.
    private long cut(int storm) {
        return run.at(Duration.ofSeconds(ramp).plus(SETTLE).plus(apart.multipliedBy(storm)));
    }

    private static Session backOff(Session session) {
        int dials = session.getInt("dials");
        long most =
                dials == 0
                        ? FIRST_WAIT_MICROS
                        : Math.min(MOST_MICROS, (long) BACKOFF_MICROS << dials);
        long due = session.getLong(Run.DUE) + ThreadLocalRandom.current().nextLong(most + 1);
        return session.set(Run.DUE, due).set("dials", dials + 1);
    }

    @Override
    public void after() {
        run.report(this);
    }
}
