package parley.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes histories that keep the contract: clients that send, retry, lose connections, are refused
/// and are reset, against a simulated server that does everything right. Same seed, same history.
final class GoodHistory {
    private static final int CLIENTS_PER_CONVERSATION = 3;

    private final Random random;
    private final List<Happening> happenings = new ArrayList<>();
    private final List<Log> logs = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private long now;

    private GoodHistory(long seed, int conversations) {
        random = new Random(seed);
        for (int i = 0; i < conversations; i++) {
            var log = new Log(uuid(), 1 + i % 5);
            logs.add(log);
            for (int j = 0; j < CLIENTS_PER_CONVERSATION; j++) {
                clients.add(new Client(clients.size(), log));
            }
        }
    }

    /// A history of at least so many happenings.
    static History of(long seed, int conversations, int happenings) {
        var good = new GoodHistory(seed, conversations);
        while (good.happenings.size() < happenings) {
            good.step(good.clients.get(good.random.nextInt(good.clients.size())));
        }
        return good.history();
    }

    private void step(Client client) {
        now += 1 + random.nextInt(1_000_000);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> client.send();
            case 3, 4 -> client.hear();
            case 5 -> client.lose();
            default -> client.observe();
        }
    }

    private History history() {
        List<Row> rows = new ArrayList<>();
        Map<UUID, Long> lastSeqs = new HashMap<>();
        Map<UUID, Long> canaries = new HashMap<>();
        for (var log : logs) {
            rows.addAll(log.rows);
            lastSeqs.put(log.id, (long) log.rows.size());
            canaries.put(log.id, log.canary);
        }
        return new History(happenings, rows, lastSeqs, canaries);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static final class Log {
        private final UUID id;
        private final long canary;
        private final List<Row> rows = new ArrayList<>();

        private Log(UUID id, long canary) {
            this.id = id;
            this.canary = canary;
        }
    }

    private final class Client {
        private final int number;
        private final Log log;
        private int held;
        private @Nullable UUID cmid;
        private long hash;
        private @Nullable Row stored;

        private Client(int number, Log log) {
            this.number = number;
            this.log = log;
        }

        private void send() {
            if (cmid == null) {
                cmid = uuid();
                hash = random.nextLong();
                stored = null;
            }
            happenings.add(new Happening.Invoke(number, now, log.id, sender(), cmid, hash));
            if (stored == null && random.nextInt(10) < 8) {
                stored =
                        new Row(
                                log.id,
                                log.rows.size() + 1,
                                uuid(),
                                sender(),
                                cmid,
                                hash,
                                log.canary);
                log.rows.add(stored);
            }
        }

        private void hear() {
            if (cmid == null) {
                return;
            }
            if (stored != null) {
                happenings.add(new Happening.Ack(number, now, log.id, cmid, stored.seq()));
                cmid = null;
            } else if (random.nextBoolean()) {
                happenings.add(new Happening.Nack(number, now, cmid, true));
                cmid = null;
            } else {
                happenings.add(new Happening.Nack(number, now, cmid, false));
            }
        }

        private void lose() {
            happenings.add(new Happening.Lost(number, now));
            if (held > 5 && random.nextInt(10) == 0) {
                happenings.add(new Happening.Reset(number, now, log.id));
                held = random.nextInt(held - 1);
            }
        }

        private void observe() {
            for (int i = random.nextInt(4); i > 0 && held < log.rows.size(); i--) {
                var row = log.rows.get(held++);
                happenings.add(
                        new Happening.Observe(
                                number,
                                now,
                                log.id,
                                row.seq(),
                                row.id(),
                                row.hash(),
                                row.sender().equals(sender()) ? row.cmid() : null,
                                row.canary()));
            }
            if (held == log.rows.size() && held > 0 && random.nextInt(20) == 0) {
                happenings.add(new Happening.Live(number, now, log.id, held));
            }
        }

        private String sender() {
            return "s" + number;
        }
    }
}
