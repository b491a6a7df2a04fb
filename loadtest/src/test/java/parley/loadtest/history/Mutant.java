package parley.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/// The ways in which a history is spoilt, one at a time, to show that the checker notices
/// (faults.md §2). Each names a check that must be among those that report it.
enum Mutant {
    DROP_AN_ACKED_ROW(Check.C1_ACKED_BUT_LOST) {
        @Override
        void spoil(Draft it) {
            it.rows.remove(it.rowOf(it.any(Happening.Ack.class, _ -> true).cmid()));
        }
    },
    DUPLICATE_A_ROW(Check.C2_DUPLICATES) {
        @Override
        void spoil(Draft it) {
            var row = it.anyRow();
            long last = it.lastSeqs.merge(row.conversation(), 1L, Long::sum);
            it.rows.add(at(row, last));
        }
    },
    SWAP_TWO_SEQS(Check.C4_DIVERGENCE) {
        @Override
        void spoil(Draft it) {
            var seen = it.any(Happening.Observe.class, o -> o.seq() > 1);
            var here = it.rowAt(seen.conversation(), seen.seq());
            var before = it.rowAt(seen.conversation(), seen.seq() - 1);
            it.rows.remove(here);
            it.rows.remove(before);
            it.rows.add(at(here, before.seq()));
            it.rows.add(at(before, here.seq()));
        }
    },
    REMOVE_ONE_OBSERVATION(Check.C4_DIVERGENCE) {
        @Override
        void spoil(Draft it) {
            it.happenings.remove(it.middleObservation());
        }
    },
    OBSERVE_THE_UNCOMMITTED(Check.C5_GHOSTS) {
        @Override
        void spoil(Draft it) {
            var seen =
                    it.any(
                            Happening.Observe.class,
                            o -> o.seq() == it.lastSeqs.get(o.conversation()));
            it.happenings.add(
                    new Happening.Observe(
                            seen.client(),
                            seen.at() + 1,
                            seen.conversation(),
                            seen.seq() + 1,
                            new UUID(1, 2),
                            3,
                            null,
                            seen.canary()));
        }
    },
    GHOST_AFTER_A_NACK(Check.C5_GHOSTS) {
        @Override
        void spoil(Draft it) {
            var nack = it.any(Happening.Nack.class, Happening.Nack::definite);
            var invoke = it.any(Happening.Invoke.class, i -> i.cmid().equals(nack.cmid()));
            long last = it.lastSeqs.merge(invoke.conversation(), 1L, Long::sum);
            it.rows.add(
                    new Row(
                            invoke.conversation(),
                            last,
                            new UUID(3, 4),
                            invoke.sender(),
                            invoke.cmid(),
                            invoke.hash(),
                            0));
        }
    },
    SEQ_HOLE(Check.C3_HOLES) {
        @Override
        void spoil(Draft it) {
            it.lastSeqs.merge(it.anyRow().conversation(), 1L, Long::sum);
        }
    },
    REWIND(Check.C8_REWINDS) {
        @Override
        void spoil(Draft it) {
            var last = it.middleObservation();
            var first =
                    it.any(
                            Happening.Observe.class,
                            o -> o.client() == last.client() && o.at() < last.at());
            it.happenings.add(
                    new Happening.Observe(
                            first.client(),
                            last.at() + 1,
                            first.conversation(),
                            first.seq(),
                            first.id(),
                            first.hash(),
                            first.cmid(),
                            first.canary()));
        }
    },
    FOREIGN_CANARY(Check.C10_CANARY_LEAK) {
        @Override
        void spoil(Draft it) {
            var seen = it.any(Happening.Observe.class, _ -> true);
            it.happenings.remove(seen);
            it.happenings.add(
                    new Happening.Observe(
                            seen.client(),
                            seen.at(),
                            seen.conversation(),
                            seen.seq(),
                            seen.id(),
                            seen.hash(),
                            seen.cmid(),
                            99));
        }
    },
    WRONG_HASH(Check.C4_DIVERGENCE) {
        @Override
        void spoil(Draft it) {
            var seen = it.any(Happening.Observe.class, _ -> true);
            it.happenings.remove(seen);
            it.happenings.add(
                    new Happening.Observe(
                            seen.client(),
                            seen.at(),
                            seen.conversation(),
                            seen.seq(),
                            seen.id(),
                            ~seen.hash(),
                            seen.cmid(),
                            seen.canary()));
        }
    },
    ACK_WITH_ANOTHER_SEQ(Check.C1_ACKED_BUT_LOST) {
        @Override
        void spoil(Draft it) {
            var ack = it.any(Happening.Ack.class, _ -> true);
            it.happenings.remove(ack);
            it.happenings.add(
                    new Happening.Ack(
                            ack.client(), ack.at(), ack.conversation(), ack.cmid(), ack.seq() + 1));
        }
    },
    FIFO_SWAP(Check.C7_SENDER_FIFO) {
        @Override
        void spoil(Draft it) {
            var second = it.any(Happening.Invoke.class, i -> it.earlierStoredOf(i) != null);
            var first = java.util.Objects.requireNonNull(it.earlierStoredOf(second));
            var a = it.rowOf(first.cmid());
            var b = it.rowOf(second.cmid());
            it.rows.remove(a);
            it.rows.remove(b);
            it.rows.add(at(a, b.seq()));
            it.rows.add(at(b, a.seq()));
        }
    },
    REAL_TIME_INVERSION(Check.C6_REAL_TIME_ORDER) {
        @Override
        void spoil(Draft it) {
            var ack = it.any(Happening.Ack.class, _ -> true);
            var row = it.rowOf(ack.cmid());
            long end = it.happenings.stream().mapToLong(Happening::at).max().orElseThrow();
            var late = new UUID(5, 6);
            it.happenings.add(
                    new Happening.Invoke(9_999, end + 1, ack.conversation(), "late", late, 7));
            it.rows.add(new Row(ack.conversation(), row.seq(), new UUID(7, 8), "late", late, 7, 0));
        }
    },
    RESET_MISSING(Check.C8_REWINDS) {
        @Override
        void spoil(Draft it) {
            it.happenings.remove(
                    it.any(
                            Happening.Reset.class,
                            r ->
                                    it.happenings.stream()
                                            .anyMatch(h ->
                                                    h instanceof Happening.Observe o
                                                            && o.client() == r.client()
                                                            && o.at() > r.at())));
        }
    };

    private final Check caughtBy;

    Mutant(Check caughtBy) {
        this.caughtBy = caughtBy;
    }

    /// The check that must report it.
    Check caughtBy() {
        return caughtBy;
    }

    /// A spoilt copy.
    History of(History good, long seed) {
        var draft = new Draft(good, new Random(seed));
        spoil(draft);
        return new History(draft.happenings, draft.rows, draft.lastSeqs, good.canaries());
    }

    abstract void spoil(Draft it);

    private static Row at(Row row, long seq) {
        return new Row(
                row.conversation(),
                seq,
                row.id(),
                row.sender(),
                row.cmid(),
                row.hash(),
                row.canary());
    }

    /// A history that may be changed.
    static final class Draft {
        private final List<Happening> happenings;
        private final List<Row> rows;
        private final Map<UUID, Long> lastSeqs;
        private final Map<UUID, Row> byCmid = new HashMap<>();
        private final Random random;

        private Draft(History good, Random random) {
            happenings = new ArrayList<>(good.happenings());
            rows = new ArrayList<>(good.rows());
            lastSeqs = new HashMap<>(good.lastSeqs());
            rows.forEach(row -> byCmid.put(row.cmid(), row));
            this.random = random;
        }

        private <T extends Happening> T any(Class<T> kind, Predicate<T> wanted) {
            int start = random.nextInt(happenings.size());
            for (int i = 0; i < happenings.size(); i++) {
                var happening = happenings.get((start + i) % happenings.size());
                if (kind.isInstance(happening) && wanted.test(kind.cast(happening))) {
                    return kind.cast(happening);
                }
            }
            throw new IllegalStateException("the history has no such " + kind.getSimpleName());
        }

        /// One that is neither the first nor the last of its client.
        private Happening.Observe middleObservation() {
            return any(Happening.Observe.class, o -> seen(o, -1) && seen(o, 1));
        }

        private boolean seen(Happening.Observe near, int distance) {
            return happenings.stream()
                    .anyMatch(h ->
                            h instanceof Happening.Observe o
                                    && o.client() == near.client()
                                    && o.seq() == near.seq() + distance
                                    && Long.signum(o.at() - near.at()) != -distance);
        }

        private Row anyRow() {
            return rows.get(random.nextInt(rows.size()));
        }

        private Row rowOf(UUID cmid) {
            return java.util.Objects.requireNonNull(byCmid.get(cmid));
        }

        private Row rowAt(UUID conversation, long seq) {
            return rows.stream()
                    .filter(row -> row.conversation().equals(conversation) && row.seq() == seq)
                    .findFirst()
                    .orElseThrow();
        }

        private Happening.@org.jspecify.annotations.Nullable Invoke earlierStoredOf(
                Happening.Invoke later) {
            if (!byCmid.containsKey(later.cmid())) {
                return null;
            }
            for (var happening : happenings) {
                if (happening instanceof Happening.Invoke earlier
                        && earlier.at() < later.at()
                        && earlier.client() == later.client()
                        && !earlier.cmid().equals(later.cmid())
                        && byCmid.containsKey(earlier.cmid())
                        && rowOf(earlier.cmid()).seq() < rowOf(later.cmid()).seq()) {
                    return earlier;
                }
            }
            return null;
        }
    }
}
