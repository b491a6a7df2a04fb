package parley.gateway.redis;

import static java.util.stream.Collectors.groupingBy;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.redis.Servers.Home;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Keeps an ear at every server that carries channels, with every followed channel subscribed where
/// it belongs. Whatever disturbs that (a link that broke, a partition that moved, a server that
/// dropped a channel or gave no answer) is mended the same way: look who carries what, dial, ping,
/// subscribe everything again; until it holds the links count as down.
final class Links implements Ear.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final int BEATS_A_PING = 2;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration PONG_WITHIN = Duration.ofMillis(500);

    /// Three pings without an answer: a link that died silently is noticed within 2 s.
    private static final Duration SILENT_AFTER = Duration.ofMillis(1_500);

    /// An open link that says nothing for so long is given up for a new one: whoever is in between
    /// may have forgotten it.
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(3);

    private static final long ANSWERED = Long.MIN_VALUE;

    private static final Duration UNSUBSCRIBE_AFTER = Duration.ofSeconds(30);

    /// Channels in one command, so that a resubscription of many does not hold up the link.
    private static final int CHANNELS_PER_COMMAND = 512;

    private static final int SERVERS_AT_ONCE = 64;
    private static final int COMMANDS_AT_ONCE = 16;

    private final Servers servers;
    private final Followers followers;
    private final Listener listener;
    private final Duration commandTimeout;
    private final Scheduler timer;
    private final Map<String, Ear> ears = new ConcurrentHashMap<>();

    /// How often something was disturbed; 1 at the start, when nothing stands yet.
    private final AtomicInteger disturbances = new AtomicInteger(1);

    /// Up to which disturbance everything is mended.
    private volatile int mended;

    /// Since when nothing that is published gets an answer.
    private final AtomicLong unanswered = new AtomicLong(ANSWERED);

    /// For which everything was subscribed; confined to the beat, like the next one.
    private List<String> carriers = List.of();

    private boolean complained;

    /// Not before; a link that stands again need not wait.
    private volatile long retryAt;

    /// @param timer of beats
    Links(
            Servers servers,
            Followers followers,
            Listener listener,
            Duration commandTimeout,
            Scheduler timer) {
        this.servers = servers;
        this.followers = followers;
        this.listener = listener;
        this.commandTimeout = commandTimeout;
        this.timer = timer;
        retryAt = now();
    }

    /// Keeps them for as long as it is subscribed; one subscriber. Never ends by itself.
    Flux<Void> keep() {
        return Flux.interval(Duration.ZERO, BEAT, timer)
                .onBackpressureDrop()
                .concatMap(it -> Mono.defer(() -> beat(it)).onErrorResume(Links::survive), 0);
    }

    /// Nothing that goes wrong once may end this for good.
    private static Mono<Void> survive(Throwable e) {
        LOG.error("the links to Redis were not looked after", e);
        return Mono.empty();
    }

    private Mono<Void> beat(long number) {
        if (isMended() && !servers.carriers().equals(carriers)) {
            broken("partitions have moved");
        }
        if (!isMended()) {
            return now() - retryAt < 0 ? Mono.empty() : mend();
        }
        if (number % BEATS_A_PING != 0) {
            return Mono.empty();
        }
        giveUpASilentMouth();
        followers.sweep(now(), UNSUBSCRIBE_AFTER.toNanos(), this::unsubscribe);
        return Flux.fromIterable(ears.values())
                .flatMap(it -> ping(it).onErrorComplete(), SERVERS_AT_ONCE)
                .then(Mono.fromRunnable(this::noticeSilence));
    }

    private Mono<Void> ping(Ear ear) {
        return ear.ping().timeout(PONG_WITHIN, timer).doOnSuccess(_ -> alive(ear));
    }

    private void noticeSilence() {
        if (ears.values().stream().anyMatch(it -> !it.stands(now(), SILENT_AFTER))) {
            broken("no answer to PING");
        }
    }

    /// Redis answers those who listen, and nobody who publishes.
    private void giveUpASilentMouth() {
        long since = unanswered.get();
        if (since != ANSWERED && now() - since >= GIVEN_UP_AFTER.toNanos()) {
            hangUp();
            broken("nothing that is published gets an answer");
        }
    }

    private void hangUp() {
        servers.hangUp();
        unanswered.set(ANSWERED);
    }

    private Mono<Void> mend() {
        int upTo = disturbances.get();
        giveUpTheSilent();
        return servers.look()
                .then(Mono.defer(this::subscribeToAll))
                .doOnSuccess(_ -> {
                    mended = upTo;
                    complained = false;
                    unanswered.set(ANSWERED); // what an outage refused waits for nothing
                    if (isMended()) {
                        listener.up();
                    }
                })
                .onErrorResume(e -> {
                    retryAt = now() + RETRY.toNanos();
                    if (!complained) {
                        complained = true;
                        LOG.warn("Redis is not there: {}", reason(e));
                    }
                    return Mono.empty();
                });
    }

    /// Whoever forgot a link that hears has forgotten the one that publishes, too.
    private void giveUpTheSilent() {
        boolean some =
                ears.values()
                        .removeIf(it -> {
                            boolean silent = it.isOpen() && !it.stands(now(), GIVEN_UP_AFTER);
                            if (silent) {
                                it.retire();
                            }
                            return silent;
                        });
        if (some) {
            hangUp();
        }
    }

    /// The library says what it tried, and why that failed in the cause.
    private static String reason(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause());
    }

    /// One server that is away does not keep the others' channels from being heard.
    private Mono<Void> subscribeToAll() {
        carriers = servers.carriers();
        var needed = Set.copyOf(carriers);
        ears.entrySet()
                .removeIf(it -> {
                    boolean superfluous = !needed.contains(it.getKey());
                    if (superfluous) {
                        it.getValue().retire();
                    }
                    return superfluous;
                });
        var homes = followers.channels().stream().collect(groupingBy(servers::home));
        return Flux.fromIterable(needed)
                .flatMap(it -> failureOf(subscribe(it, homes)), SERVERS_AT_ONCE)
                .collectList()
                .flatMap(it -> it.isEmpty() ? Mono.empty() : Mono.error(it.getFirst()));
    }

    private static Mono<Throwable> failureOf(Mono<Void> work) {
        return work.then(Mono.<Throwable>empty()).onErrorResume(Mono::just);
    }

    private Mono<Void> subscribe(String server, Map<Home, List<String>> homes) {
        var known = ears.get(server);
        var ear = known == null ? dial(server) : Mono.just(known);
        return ear.flatMap(it ->
                ping(it).thenMany(Flux.fromIterable(homes.entrySet()))
                        .filter(home -> home.getKey().server().equals(server))
                        .flatMapIterable(home -> batches(home.getValue()))
                        .flatMap(batch -> subscribe(it, batch), COMMANDS_AT_ONCE)
                        .then());
    }

    private Mono<Ear> dial(String server) {
        return server.equals(Servers.NOBODY)
                ? Mono.error(new IllegalStateException("nobody carries some of the partitions"))
                : servers.listen(server, this).doOnNext(it -> ears.put(server, it));
    }

    private static List<List<String>> batches(List<String> channels) {
        return IntStream.iterate(0, it -> it < channels.size(), it -> it + CHANNELS_PER_COMMAND)
                .mapToObj(it ->
                        channels.subList(it, Math.min(channels.size(), it + CHANNELS_PER_COMMAND)))
                .toList();
    }

    private Mono<Void> subscribe(Ear ear, List<String> channels) {
        return ear.subscribe(channels).timeout(commandTimeout, timer);
    }

    /// Subscribes to what somebody has begun to follow. What fails here is mended.
    Mono<Void> subscribe(String channel) {
        return Mono.defer(() -> {
            var ear = ears.get(servers.home(channel).server());
            return ear == null || !ear.isOpen()
                    ? Mono.empty()
                    : subscribe(ear, List.of(channel))
                            .doOnError(e -> broken("a channel was refused: " + e.getMessage()))
                            .onErrorComplete();
        });
    }

    private void unsubscribe(String channel) {
        var ear = ears.get(servers.home(channel).server());
        if (ear != null && ear.isOpen()) {
            ear.unsubscribe(channel);
        }
    }

    Mono<Long> publish(byte[] channel, byte[] message) {
        return servers.publish(channel, message)
                .doOnSubscribe(_ -> unanswered.compareAndSet(ANSWERED, now()))
                .doOnNext(_ -> unanswered.set(ANSWERED))
                .doOnError(RedisCommandExecutionException.class, _ -> unanswered.set(ANSWERED));
    }

    /// Whether every channel is subscribed at a server that answers.
    boolean stand() {
        return isMended() && ears.values().stream().allMatch(it -> it.stands(now(), SILENT_AFTER));
    }

    private boolean isMended() {
        return mended == disturbances.get();
    }

    Mono<Void> close() {
        return servers.close();
    }

    @Override
    public void heard(byte[] channel, byte[] message) {
        listener.heard(channel, message);
    }

    @Override
    public void alive(Ear ear) {
        ear.heardAt(now());
    }

    @Override
    public void dropped(String channel) {
        if (followers.has(channel)) {
            broken("a server dropped a channel");
        }
    }

    @Override
    public void connected() {
        retryAt = now();
        broken("connected again");
    }

    @Override
    public void broken(String why) {
        disturbances.incrementAndGet();
        listener.down(why);
    }

    private long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /// Is told what comes, and of every change.
    interface Listener {
        /// Something came; nobody has looked at it.
        void heard(byte[] channel, byte[] message);

        /// From now on everything is heard.
        void up();

        /// From now on something may be lost. May be told again before [#up].
        void down(String why);
    }
}
