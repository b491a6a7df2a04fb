package parley.loadtest.crowd;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import parley.loadtest.history.Happening;

/// What one client wrote down. Written by the client's thread alone, read when it has ended.
public final class Journal {
    private final int client;
    private final Tally tally;
    private final List<Happening> happenings = new ArrayList<>();
    private final List<Acked> acks = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private final List<Return> returns = new ArrayList<>();
    private final List<Refused> refusals = new ArrayList<>();
    private final List<Pong> pongs = new ArrayList<>();

    /// A send that was acknowledged. Times are of the common clock.
    ///
    /// @param firstAt of the first attempt
    /// @param lastAt of the last attempt
    /// @param node which acknowledged
    public record Acked(
            int client,
            long at,
            long firstAt,
            long lastAt,
            int attempts,
            int node,
            UUID conversation,
            long seq) {}

    /// A connection from LIVE to its end.
    ///
    /// @param greetedAt when it said `connect`
    /// @param code of the close; 1006 if TCP just ended
    public record Stay(int client, int node, long greetedAt, long from, long to, int code) {}

    /// Back to LIVE after a connection was lost.
    ///
    /// @param node which was lost
    /// @param dials attempts it took
    public record Return(int client, int node, long lostAt, long liveAt, int dials) {}

    /// A send that was answered by a nack.
    ///
    /// @param lastAt of the attempt that it answers
    public record Refused(int client, long at, long lastAt, String code, boolean definite) {}

    /// A ping that was answered.
    public record Pong(int client, long at, long tookNanos, int node) {}

    Journal(int client, Tally tally) {
        this.client = client;
        this.tally = tally;
    }

    int client() {
        return client;
    }

    void happened(Happening happening) {
        happenings.add(happening);
        tally.count(happening);
    }

    void acked(Acked acked) {
        acks.add(acked);
        tally.acked();
    }

    void stayed(Stay stay) {
        stays.add(stay);
    }

    void returned(Return back) {
        returns.add(back);
        tally.returned();
    }

    void refused(Refused refused) {
        refusals.add(refused);
        tally.refused();
    }

    void ponged(Pong pong) {
        pongs.add(pong);
    }

    public List<Happening> happenings() {
        return happenings;
    }

    public List<Acked> acks() {
        return acks;
    }

    public List<Stay> stays() {
        return stays;
    }

    public List<Return> returns() {
        return returns;
    }

    public List<Refused> refusals() {
        return refusals;
    }

    public List<Pong> pongs() {
        return pongs;
    }
}
