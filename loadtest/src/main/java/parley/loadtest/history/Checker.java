package parley.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Judges a [History] against the delivery contract. Because the server gives every conversation
/// one total order, one sorted sweep is enough: no search, O(n log n).
///
/// What is not a promise but a figure (convergence time, unknown outcomes, ack latency: C9, C11,
/// C12) is in [Figures].
public final class Checker {
    /// Violations kept per check; the rest are counted by their number alone.
    private static final int KEPT_PER_CHECK = 100;

    private final History history;
    private final Map<Place, Row> rowAt = new HashMap<>();
    private final Map<Key, Row> rowOf = new HashMap<>();
    private final Map<Key, Happening.Invoke> firstInvoke = new HashMap<>();
    private final Map<UUID, String> senderOf = new HashMap<>();
    private final Map<Check, List<Violation>> found = new TreeMap<>();

    private Checker(History history) {
        this.history = history;
    }

    /// Every violation found, at most [#KEPT_PER_CHECK] of each check; empty for a history that
    /// keeps the contract.
    public static List<Violation> check(History history) {
        var checker = new Checker(history);
        checker.indexRows();
        checker.indexInvokes();
        checker.holes();
        checker.acks();
        checker.refusals();
        checker.observers();
        checker.realTimeOrder();
        checker.senderOrder();
        return checker.found.values().stream().flatMap(List::stream).toList();
    }

    private void indexRows() {
        for (var row : history.rows()) {
            if (rowAt.put(new Place(row.conversation(), row.seq()), row) != null) {
                report(Check.C2_DUPLICATES, "two rows at " + place(row.conversation(), row.seq()));
            }
            var cmid = row.cmid();
            if (cmid != null
                    && rowOf.put(new Key(row.conversation(), row.sender(), cmid), row) != null) {
                report(Check.C2_DUPLICATES, "two rows of cmid " + cmid);
            }
            leak(row.conversation(), row.seq(), row.canary(), "the table");
        }
    }

    private void indexInvokes() {
        for (var happening : history.happenings()) {
            if (happening instanceof Happening.Invoke invoke) {
                firstInvoke.putIfAbsent(key(invoke), invoke);
                senderOf.putIfAbsent(invoke.cmid(), invoke.sender());
            }
        }
    }

    private void holes() {
        Map<UUID, Set<Long>> seqs = new HashMap<>();
        for (var row : history.rows()) {
            seqs.computeIfAbsent(row.conversation(), _ -> new HashSet<>()).add(row.seq());
        }
        for (var last : history.lastSeqs().entrySet()) {
            var present = seqs.getOrDefault(last.getKey(), Set.of());
            for (long seq = 1; seq <= last.getValue(); seq++) {
                if (!present.contains(seq)) {
                    report(Check.C3_HOLES, "nothing at " + place(last.getKey(), seq));
                }
            }
            if (present.stream().anyMatch(seq -> seq > last.getValue() || seq < 1)) {
                report(
                        Check.C3_HOLES,
                        "a seq outside 1.." + last.getValue() + " in " + last.getKey());
            }
        }
    }

    private void acks() {
        Map<UUID, Long> ackedSeq = new HashMap<>();
        for (var happening : history.happenings()) {
            if (happening instanceof Happening.Ack ack) {
                var before = ackedSeq.put(ack.cmid(), ack.seq());
                if (before != null && before != ack.seq()) {
                    report(Check.C2_DUPLICATES, "cmid " + ack.cmid() + " acked at two seqs");
                }
                acked(ack);
            }
        }
    }

    private void acked(Happening.Ack ack) {
        var sender = senderOf.get(ack.cmid());
        var key = sender == null ? null : new Key(ack.conversation(), sender, ack.cmid());
        var row = key == null ? null : rowOf.get(key);
        var invoke = key == null ? null : firstInvoke.get(key);
        if (row == null
                || row.seq() != ack.seq()
                || invoke == null
                || row.hash() != invoke.hash()) {
            report(
                    Check.C1_ACKED_BUT_LOST,
                    "ack of %s at %s, row %s"
                            .formatted(ack.cmid(), place(ack.conversation(), ack.seq()), row));
        }
    }

    private void refusals() {
        Set<UUID> stored = new HashSet<>();
        for (var key : rowOf.keySet()) {
            stored.add(key.cmid());
        }
        for (var happening : history.happenings()) {
            if (happening instanceof Happening.Nack nack
                    && nack.definite()
                    && stored.contains(nack.cmid())) {
                report(
                        Check.C5_GHOSTS,
                        "cmid " + nack.cmid() + " was definitely refused and is stored");
            }
        }
    }

    private void observers() {
        Map<Seat, Sight> sights = new HashMap<>();
        Map<UUID, Long> seqOfCmid = new HashMap<>();
        for (var happening : history.happenings()) {
            switch (happening) {
                case Happening.Observe it -> {
                    observed(
                            sights.computeIfAbsent(
                                    new Seat(it.client(), it.conversation()), _ -> new Sight()),
                            it);
                    var before = it.cmid() == null ? null : seqOfCmid.put(it.cmid(), it.seq());
                    if (before != null && before != it.seq()) {
                        report(Check.C2_DUPLICATES, "cmid " + it.cmid() + " seen at two seqs");
                    }
                }
                case Happening.Reset it -> {
                    var sight = sights.remove(new Seat(it.client(), it.conversation()));
                    if (sight != null) {
                        complete(it.client(), it.conversation(), sight);
                    }
                }
                case Happening.Live it -> {
                    var sight = sights.get(new Seat(it.client(), it.conversation()));
                    if (sight != null && sight.last < it.seq()) {
                        report(
                                Check.C4_DIVERGENCE,
                                "client %d went live at %s holding only up to %d"
                                        .formatted(
                                                it.client(),
                                                place(it.conversation(), it.seq()),
                                                sight.last));
                    }
                }
                case Happening.Invoke _, Happening.Ack _, Happening.Nack _, Happening.Lost _ -> {}
            }
        }
        sights.forEach((seat, sight) -> complete(seat.client(), seat.conversation(), sight));
    }

    private void observed(Sight sight, Happening.Observe it) {
        if (!sight.seqs.add(it.seq())) {
            report(
                    Check.C2_DUPLICATES,
                    "client " + it.client() + " saw twice " + place(it.conversation(), it.seq()));
        }
        if (it.seq() < sight.last) {
            report(
                    Check.C8_REWINDS,
                    "client %d went from %d back to %s"
                            .formatted(
                                    it.client(), sight.last, place(it.conversation(), it.seq())));
        }
        sight.first = Math.min(sight.first, it.seq());
        sight.last = Math.max(sight.last, it.seq());
        leak(it.conversation(), it.seq(), it.canary(), "client " + it.client());
        var row = rowAt.get(new Place(it.conversation(), it.seq()));
        if (row == null) {
            report(
                    Check.C5_GHOSTS,
                    "client "
                            + it.client()
                            + " saw what is not stored: "
                            + place(it.conversation(), it.seq()));
        } else if (row.hash() != it.hash() || !row.id().equals(it.id())) {
            report(
                    Check.C4_DIVERGENCE,
                    "client "
                            + it.client()
                            + " saw another entry at "
                            + place(it.conversation(), it.seq()));
        }
    }

    private void complete(int client, UUID conversation, Sight sight) {
        if (sight.seqs.size() != sight.last - sight.first + 1) {
            report(
                    Check.C4_DIVERGENCE,
                    "client %d holds %d of %s %d..%d"
                            .formatted(
                                    client,
                                    sight.seqs.size(),
                                    conversation,
                                    sight.first,
                                    sight.last));
        }
    }

    private void realTimeOrder() {
        Map<UUID, Long> ackedHead = new HashMap<>();
        Set<Key> begun = new HashSet<>();
        for (var happening : history.happenings()) {
            switch (happening) {
                case Happening.Ack it -> ackedHead.merge(it.conversation(), it.seq(), Math::max);
                case Happening.Invoke it when begun.add(key(it)) -> {
                    var row = rowOf.get(key(it));
                    var head = ackedHead.getOrDefault(it.conversation(), 0L);
                    if (row != null && row.seq() <= head) {
                        report(
                                Check.C6_REAL_TIME_ORDER,
                                "%s began after %d was acked"
                                        .formatted(place(it.conversation(), row.seq()), head));
                    }
                }
                case Happening.Invoke _,
                        Happening.Nack _,
                        Happening.Observe _,
                        Happening.Reset _,
                        Happening.Live _,
                        Happening.Lost _ -> {}
            }
        }
    }

    private void senderOrder() {
        Map<Lane, Long> lastSeq = new HashMap<>();
        Set<Key> begun = new HashSet<>();
        for (var happening : history.happenings()) {
            if (!(happening instanceof Happening.Invoke invoke) || !begun.add(key(invoke))) {
                continue;
            }
            var row = rowOf.get(key(invoke));
            if (row == null) {
                continue;
            }
            var before = lastSeq.put(new Lane(invoke.conversation(), invoke.client()), row.seq());
            if (before != null && before > row.seq()) {
                report(
                        Check.C7_SENDER_FIFO,
                        "%s of %s comes before its %d"
                                .formatted(
                                        place(row.conversation(), row.seq()),
                                        invoke.sender(),
                                        before));
            }
        }
    }

    private void leak(UUID conversation, long seq, long canary, String where) {
        var own = history.canaries().get(conversation);
        if (canary != 0 && (own == null || own != canary)) {
            report(
                    Check.C10_CANARY_LEAK,
                    "a foreign canary in " + where + " at " + place(conversation, seq));
        }
    }

    private void report(Check check, String detail) {
        var violations = found.computeIfAbsent(check, _ -> new ArrayList<>());
        if (violations.size() < KEPT_PER_CHECK) {
            violations.add(new Violation(check, detail));
        }
    }

    private static Key key(Happening.Invoke invoke) {
        return new Key(invoke.conversation(), invoke.sender(), invoke.cmid());
    }

    private static String place(UUID conversation, @Nullable Long seq) {
        return conversation + "#" + seq;
    }

    private record Place(UUID conversation, long seq) {}

    private record Key(UUID conversation, String sender, UUID cmid) {}

    /// Two tabs of one sender keep an order each (G5).
    private record Lane(UUID conversation, int client) {}

    private record Seat(int client, UUID conversation) {}

    /// What one client holds of one conversation since it last started from nothing.
    private static final class Sight {
        private final Set<Long> seqs = new HashSet<>();
        private long first = Long.MAX_VALUE;
        private long last;
    }
}
