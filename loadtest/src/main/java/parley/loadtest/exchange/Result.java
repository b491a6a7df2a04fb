package parley.loadtest.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import parley.loadtest.exchange.Holding.Held;

/// What one peer did and holds in the end, and what is wrong with it.
///
/// @param sent messages sent at least once
/// @param resent attempts beyond the first of each message
/// @param cuts connections cut in mid-send
/// @param synced holes asked for
/// @param duplicates messages held at more than one seq
/// @param sha256 of the lines of all entries held
record Result(
        String name,
        int sent,
        int acked,
        int resent,
        int cuts,
        int connections,
        int synced,
        int duplicates,
        int entries,
        String sha256,
        List<String> violations) {
    /// Judges a peer that has finished.
    ///
    /// @param expected the bodies of everybody's messages
    static Result of(Peer peer, Set<String> expected) {
        var held = peer.holding().entries();
        var violations = new ArrayList<>(peer.violations());
        int duplicates = duplicates(held);
        if (duplicates > 0) {
            violations.add(peer.side().name() + ": " + duplicates + " messages held twice");
        }
        var missing = new TreeSet<>(expected);
        held.forEach(it -> missing.remove(it.body()));
        if (!missing.isEmpty()) {
            violations.add(
                    "%s: %d messages missing, the first: %s"
                            .formatted(peer.side().name(), missing.size(), missing.first()));
        }
        peer.sends().bodies().forEach((seq, body) -> misplaced(held, seq, body, violations));
        violations.addAll(unordered(held));
        return new Result(
                peer.side().name(),
                peer.sends().sent(),
                peer.sends().acked(),
                peer.sends().resent(),
                peer.cuts().count(),
                peer.connections(),
                peer.syncs(),
                duplicates,
                held.size(),
                sha256(held),
                violations);
    }

    private static int duplicates(List<Held> held) {
        var messages = held.stream().filter(it -> it.kind().equals("message")).toList();
        return messages.size() - (int) messages.stream().map(Held::body).distinct().count();
    }

    private static void misplaced(List<Held> held, long seq, String body, List<String> violations) {
        if (seq > held.size() || !held.get((int) seq - 1).body().equals(body)) {
            violations.add("acked at seq " + seq + " and not held there: " + body);
        }
    }

    /// Bodies begin with the sender's name and a number: each sender's must ascend.
    private static List<String> unordered(List<Held> held) {
        List<String> violations = new ArrayList<>();
        Map<String, String> last = new HashMap<>();
        for (var entry : held) {
            if (entry.kind().equals("message")) {
                var before = last.put(entry.sender(), entry.body());
                if (before != null && before.compareTo(entry.body()) >= 0) {
                    violations.add("seq " + entry.seq() + " out of its sender's order");
                }
            }
        }
        return violations;
    }

    static String sha256(List<Held> held) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            held.forEach(it -> digest.update(it.line().getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
