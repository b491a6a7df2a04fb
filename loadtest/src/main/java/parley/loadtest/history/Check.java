package parley.loadtest.history;

/// The checks of a history. The promise behind each is one of the guarantees G1 to G13.
public enum Check {
    /// Every ack has a row with that cmid, seq and hash (G1).
    C1_ACKED_BUT_LOST,
    /// A key has at most one row; an observer sees a seq at most once; no cmid has two seqs (G2,
    /// G6).
    C2_DUPLICATES,
    /// Seqs are 1 to the last without holes (G3).
    C3_HOLES,
    /// What an observer holds equals the table's slice, hash by hash (G3, G7).
    C4_DIVERGENCE,
    /// Observed but not stored, or definitely refused and stored all the same (G8).
    C5_GHOSTS,
    /// What was acked before a send began comes before it (G4).
    C6_REAL_TIME_ORDER,
    /// A sender's entries keep the order of their first attempts (G5).
    C7_SENDER_FIFO,
    /// An observer's head never goes back without a reset (G10).
    C8_REWINDS,
    /// A body carries the mark of its own tenant alone (G13).
    C10_CANARY_LEAK
}
