package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import parley.loadtest.measure.Expected;
import parley.loadtest.measure.Latencies;
import parley.loadtest.measure.Summary;

/// What the simulations share: who takes part, what must come of it, and the clock. One more user
/// than they know of looks at the clock each second, says how it goes, and judges in the end: the
/// judgement is a request of Gatling's, so that a wrong count fails the run like any failed
/// request.
final class Run {
    static final String DUE = "due";
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// After the last user left: acks of the last answers are still on their way to the agents.
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private static final int SAY_EVERY = 5;
    private static final int UNMATCHED = 200;
    private static final String ARRIVED = "arrived";
    private static final String JUDGEMENT = "judgement";

    private final Parameters parameters = new Parameters();
    private final Target target;
    private final String mark;
    private final Latencies latencies = new Latencies(System::nanoTime);
    private final Expected expected;
    private final List<PopulationBuilder> populations = new ArrayList<>();
    private final List<Supplier<List<String>>> counters = new ArrayList<>();
    private final List<Assertion> assertions = new ArrayList<>();
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger surplus = new AtomicInteger();
    private int users;
    private long begun = Long.MAX_VALUE;
    private List<String> violations = List.of("the run did not come to its end");

    private Run(String name) {
        this.target = Target.fromProperties().answering();
        this.mark = name + "-" + UUID.randomUUID();
        this.expected = new Expected(parameters.number("p99", 5_000));
    }

    /// @throws IllegalArgumentException with a sentence for the user
    static Run against(String name) {
        return Stop.orGet(() -> new Run(name));
    }

    int number(String name, int absent) {
        return Stop.orGet(() -> parameters.number(name, absent));
    }

    Target target() {
        return target;
    }

    /// What every message of this run begins with.
    String mark() {
        return mark;
    }

    Latencies latencies() {
        return latencies;
    }

    /// Users who arrive and do this; who fails at something does nothing more.
    void users(String name, Arrivals arrivals, ChainBuilder... chains) {
        users += arrivals.users();
        expected.more(ARRIVED, arrivals.users());
        populations.add(
                scenario(name)
                        .exec(session -> arrived(session, arrivals.next()))
                        .exec(exitBlockOnFail().on(exec(List.of(chains))))
                        .exec(session -> {
                            left.incrementAndGet();
                            return session;
                        })
                        .injectOpen(arrivals.steps()));
    }

    private Session arrived(Session session, long dueMicros) {
        came.incrementAndGet();
        begin(latencies.micros() - dueMicros);
        return came(ARRIVED, session.set(DUE, begun() + dueMicros));
    }

    /// So many of a check of that name must succeed, and be told to [#came].
    void expect(String what, long count) {
        expected.more(what, count);
    }

    /// Another count, made by somebody else: what is not as it must be, once all is over.
    void counter(Supplier<List<String>> problems) {
        counters.add(problems);
    }

    /// It came to this user, who had it due.
    Session came(String what, Session session) {
        latencies.came(what, session.getLong(DUE));
        return session;
    }

    /// As [#came], within a check of that push: it is told the moment when the push is read.
    CheckBuilder heard(String what) {
        return jsonPath("$.type")
                .transformWithSession((type, session) -> {
                    var _ = came(what, session);
                    return type;
                });
    }

    /// As [#heard], of an entry whose text says when it was due.
    CheckBuilder told(String what) {
        return jsonPath("$.body")
                .transform(body -> {
                    latencies.came(what, Due.of(body));
                    return body;
                });
    }

    /// A push came that must not.
    void surplus(long pushes) {
        surplus.addAndGet((int) pushes);
    }

    /// The moment of the run's clock from which due times are counted. Gatling does not tell it:
    /// the user who came least late does.
    private synchronized long begun() {
        return begun;
    }

    private synchronized void begin(long atLatest) {
        begun = Math.min(begun, atLatest);
    }

    /// What is due that long after the beginning.
    long at(Duration since) {
        return begun() + TimeUnit.NANOSECONDS.toMicros(since.toNanos());
    }

    /// Waits until what the session has due is due.
    ChainBuilder untilDue() {
        return pause(session ->
                Duration.ofMillis(
                        Math.max(0, (session.getLong(DUE) - latencies.micros()) / 1_000)));
    }

    /// @param refusals failed requests that may be
    void setUp(Simulation simulation, int refusals) {
        expected.counts()
                .forEach((what, count) -> {
                    if (!what.equals(ARRIVED) && count > 0) {
                        assertions.add(details(what).successfulRequests().count().is(count));
                    }
                });
        assertions.add(global().failedRequests().count().lte((long) refusals));
        assertions.add(details(JUDGEMENT).successfulRequests().count().is(1L));
        populations.add(
                scenario("clock")
                        .exec(
                                asLongAs(_ -> left.get() < users, "second")
                                        .on(pause(SECOND).exec(this::second)))
                        .pause(SETTLE)
                        .exec(this::judge)
                        .exec(dummy(JUDGEMENT, 1).withSuccess(_ -> violations.isEmpty()))
                        .injectOpen(atOnceUsers(1)));
        simulation.setUp(populations).protocols(protocol()).assertions(assertions);
    }

    private HttpProtocolBuilder protocol() {
        return http.baseUrl(target.rest())
                .wsBaseUrl(target.visitors().toString())
                .wsUnmatchedInboundMessageBufferSize(UNMATCHED)
                .disableWarmUp();
    }

    private Session second(Session session) {
        latencies.mark();
        int second = session.getInt("second") + 1;
        if (second % SAY_EVERY == 0) {
            System.out.printf(
                    "%4d s: %d of %d users came, %d left; %s%n",
                    second, came.get(), users, left.get(), progress());
        }
        return session;
    }

    private String progress() {
        return latencies.courses().entrySet().stream()
                .map(it -> "%s %d".formatted(it.getKey(), it.getValue().count()))
                .collect(Collectors.joining(", "));
    }

    private Session judge(Session session) {
        latencies.mark();
        List<String> problems = new ArrayList<>(expected.violations(latencies));
        counters.forEach(it -> problems.addAll(it.get()));
        if (surplus.get() > 0) {
            problems.add(surplus.get() + " pushes came that must not (expected: 0)");
        }
        violations = List.copyOf(problems);
        return session;
    }

    /// Prints the table and leaves the report beside Gatling's.
    void report(Simulation simulation) {
        var name = simulation.getClass().getSimpleName();
        Results.write(
                name,
                new Summary(
                        name
                                + ", "
                                + InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS),
                        "-Dsimulation=%s %s".formatted(name, parameters),
                        latencies,
                        expected.counts(),
                        violations));
    }
}
