package parley.loadtest.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import parley.loadtest.crowd.Journal;
import parley.loadtest.crowd.Journal.Acked;
import parley.loadtest.history.Happening;

/// What all clients wrote down, so that a fault can ask what became of a time. Times are of the
/// common clock, answers in seconds unless said otherwise.
public final class Evidence {
    private static final double SECOND = 1e9;

    private final List<Acked> acks;
    private final List<Journal.Stay> stays;
    private final List<Journal.Return> returns;
    private final List<Journal.Refused> refusals;
    private final List<Journal.Pong> pongs;
    private final List<Happening.Lost> losses;
    private final List<Happening.Reset> resets;
    private final Map<Place, Acked> ackOf = new HashMap<>();
    private final List<Happening.Observe> sights;
    private final Map<Integer, List<Journal.Stay>> staysOf = new HashMap<>();

    private record Place(UUID conversation, long seq) {}

    private record Seat(int client, UUID conversation) {}

    public Evidence(List<Journal> journals) {
        acks = sorted(journals.stream().flatMap(it -> it.acks().stream()), Acked::at);
        stays = sorted(journals.stream().flatMap(it -> it.stays().stream()), Journal.Stay::from);
        returns =
                sorted(
                        journals.stream().flatMap(it -> it.returns().stream()),
                        Journal.Return::lostAt);
        refusals =
                sorted(
                        journals.stream().flatMap(it -> it.refusals().stream()),
                        Journal.Refused::at);
        pongs = sorted(journals.stream().flatMap(it -> it.pongs().stream()), Journal.Pong::at);
        losses = sorted(happened(journals, Happening.Lost.class), Happening.Lost::at);
        resets = sorted(happened(journals, Happening.Reset.class), Happening.Reset::at);
        sights = sorted(happened(journals, Happening.Observe.class), Happening.Observe::at);
        acks.forEach(it -> ackOf.put(new Place(it.conversation(), it.seq()), it));
        stays.forEach(it -> staysOf.computeIfAbsent(it.client(), _ -> new ArrayList<>()).add(it));
    }

    private static <T extends Happening> Stream<T> happened(List<Journal> journals, Class<T> kind) {
        return journals.stream()
                .flatMap(it -> it.happenings().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private static <T> List<T> sorted(Stream<T> all, java.util.function.ToLongFunction<T> at) {
        return all.sorted(Comparator.comparingLong(at)).toList();
    }

    public List<Acked> acks() {
        return acks;
    }

    /// Acks a second.
    public double ackRate(long from, long to) {
        return during(acks, Acked::at, from, to).count() * SECOND / Math.max(1, to - from);
    }

    /// Acks in a time.
    public int acked(long from, long to) {
        return (int) during(acks, Acked::at, from, to).count();
    }

    /// From the first attempt to the ack, of sends that were begun in this time.
    public double[] ackLatency(long from, long to, Predicate<Acked> of) {
        return seconds(
                during(acks, Acked::firstAt, from, to)
                        .filter(of)
                        .mapToLong(it -> it.at() - it.firstAt()));
    }

    /// The longest time without any ack.
    public double longestGap(long from, long to) {
        long last = from;
        long gap = 0;
        for (var ack : during(acks, Acked::at, from, to).toList()) {
            gap = Math.max(gap, ack.at() - last);
            last = ack.at();
        }
        return Math.max(gap, to - last) / SECOND;
    }

    /// The first ack after a moment, in seconds after it.
    public double nextAck(long after) {
        return during(acks, Acked::at, after, Long.MAX_VALUE)
                        .mapToLong(it -> it.at() - after)
                        .findFirst()
                        .orElse(Long.MAX_VALUE)
                / SECOND;
    }

    /// How long those who lost their connection in this time were away.
    public double[] returns(long from, long to) {
        return seconds(
                during(returns, Journal.Return::lostAt, from, to)
                        .mapToLong(it -> it.liveAt() - it.lostAt()));
    }

    /// When those who lost their connection in this time were LIVE again.
    public DoubleStream returnedAt(long from, long to) {
        return during(returns, Journal.Return::lostAt, from, to)
                .mapToDouble(Journal.Return::liveAt);
    }

    /// Dials it took each of those to be LIVE again.
    public int mostDials(long from, long to) {
        return during(returns, Journal.Return::lostAt, from, to)
                .mapToInt(Journal.Return::dials)
                .max()
                .orElse(0);
    }

    /// From `connect` to LIVE, of connections that became LIVE in this time.
    public double[] catchUps(long from, long to) {
        return catchUps(from, to, _ -> true);
    }

    /// The same, of those who are in a conversation.
    public double[] catchUpsInConversations(long from, long to) {
        var clients =
                sights.stream()
                        .map(Happening.Observe::client)
                        .collect(Collectors.toUnmodifiableSet());
        return catchUps(from, to, it -> clients.contains(it.client()));
    }

    private double[] catchUps(long from, long to, Predicate<Journal.Stay> of) {
        return seconds(
                during(stays, Journal.Stay::from, from, to)
                        .filter(of)
                        .mapToLong(it -> it.from() - it.greetedAt()));
    }

    /// For each client that sent in this time, the longest it waited for an ack.
    public double[] worstAcks(long from, long to) {
        var worst = new HashMap<Integer, Long>();
        during(acks, Acked::firstAt, from, to)
                .forEach(it -> worst.merge(it.client(), it.at() - it.firstAt(), Math::max));
        return seconds(worst.values().stream().mapToLong(Long::longValue));
    }

    /// Connections that were lost in this time.
    public int losses(long from, long to) {
        return (int) during(losses, Happening.Lost::at, from, to).count();
    }

    /// Connections that were LIVE and ended in this time, by any side.
    public Stream<Journal.Stay> ended(long from, long to) {
        return stays.stream().filter(it -> it.to() >= from && it.to() < to);
    }

    /// From the last attempt to the nack.
    public double[] refusals(long from, long to) {
        return seconds(
                during(refusals, Journal.Refused::at, from, to)
                        .mapToLong(it -> it.at() - it.lastAt()));
    }

    /// Sends that a nack ended for good.
    public int refusedForGood(long from, long to) {
        return (int)
                during(refusals, Journal.Refused::at, from, to)
                        .filter(Journal.Refused::definite)
                        .count();
    }

    /// Conversations at clients who saw something of them before a moment and were not told after
    /// it to forget that.
    public int unreset(long since) {
        var seats = new HashSet<Seat>();
        during(sights, Happening.Observe::at, Long.MIN_VALUE, since)
                .forEach(it -> seats.add(new Seat(it.client(), it.conversation())));
        during(resets, Happening.Reset::at, since, Long.MAX_VALUE)
                .forEach(it -> seats.remove(new Seat(it.client(), it.conversation())));
        return seats.size();
    }

    /// Round trips of the heartbeat.
    public double[] pongs(long from, long to) {
        return seconds(
                during(pongs, Journal.Pong::at, from, to).mapToLong(Journal.Pong::tookNanos));
    }

    /// C9: for everybody who was LIVE at a moment, how long until they held everything that had
    /// been acknowledged by then.
    public double[] convergence(long at) {
        Map<UUID, Long> heads = new HashMap<>();
        during(acks, Acked::at, Long.MIN_VALUE, at)
                .forEach(it -> heads.merge(it.conversation(), it.seq(), Math::max));
        Map<Seat, Long> reached = new HashMap<>();
        for (var sight : sights) {
            var head = heads.get(sight.conversation());
            if (head != null && sight.seq() >= head) {
                reached.putIfAbsent(new Seat(sight.client(), sight.conversation()), sight.at());
            }
        }
        return seconds(
                reached.entrySet().stream()
                        .filter(it -> liveAt(it.getKey().client(), at))
                        .mapToLong(it -> Math.max(0, it.getValue() - at)));
    }

    /// From the ack to everybody else's screen, where that is on another node and its connection
    /// stood all the time.
    ///
    /// @param of which acks
    public double[] delivery(long from, long to, Predicate<Acked> of) {
        var took = new ArrayList<Long>();
        for (var sight : sights) {
            if (sight.at() < from) {
                continue;
            }
            var ack = ackOf.get(new Place(sight.conversation(), sight.seq()));
            if (ack != null
                    && ack.at() >= from
                    && ack.at() < to
                    && ack.client() != sight.client()
                    && of.test(ack)
                    && otherNode(sight, ack)) {
                took.add(Math.max(0, sight.at() - ack.at()));
            }
        }
        return seconds(took.stream().mapToLong(Long::longValue));
    }

    private boolean otherNode(Happening.Observe sight, Acked ack) {
        return staysOf.getOrDefault(sight.client(), List.of()).stream()
                .anyMatch(it ->
                        it.from() <= ack.at() && it.to() >= sight.at() && it.node() != ack.node());
    }

    private boolean liveAt(int client, long at) {
        return staysOf.getOrDefault(client, List.of()).stream()
                .anyMatch(it -> it.from() <= at && it.to() >= at);
    }

    /// The value that this share of them does not exceed; 0 if there are none.
    public static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static double[] seconds(java.util.stream.LongStream nanos) {
        var seconds = nanos.mapToDouble(it -> it / SECOND).toArray();
        Arrays.sort(seconds);
        return seconds;
    }

    private static <T> Stream<T> during(
            List<T> sorted, java.util.function.ToLongFunction<T> at, long from, long to) {
        return sorted.stream().filter(it -> at.applyAsLong(it) >= from && at.applyAsLong(it) < to);
    }
}
