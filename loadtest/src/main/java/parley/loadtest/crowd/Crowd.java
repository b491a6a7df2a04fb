package parley.loadtest.crowd;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import parley.loadtest.cluster.Cluster;
import parley.loadtest.cluster.Node;
import parley.loadtest.crowd.Meeting.Started;

/// All clients of a run. Each conversation has two tabs of one visitor and one agent, and all three
/// write.
public final class Crowd {
    private static final int ABREAST = 8;
    private static final Duration POLL = Duration.ofMillis(20);

    private final Scene scene;
    private final Load load;
    private final SplittableRandom random;
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<UUID, Long> canaries = new HashMap<>();
    private final List<Meeting> meetings = new ArrayList<>();

    /// @param seed of what everybody writes and when they dial
    public Crowd(Cluster cluster, Load load, long seed) {
        this.scene = new Scene(new Balancer(cluster.readiness(), cluster.nodes()), load.pace());
        this.load = load;
        this.random = new SplittableRandom(seed);
    }

    /// Starts everybody; returns when all are LIVE in their conversations.
    ///
    /// @throws IOException if they are not within the time
    public void gather(List<Portal> portals, Duration within)
            throws IOException, InterruptedException {
        var consoles = new HashMap<Portal, List<Client>>();
        for (int number = 0; number < load.agents(); number++) {
            var portal = portals.get(number % portals.size());
            var desks = consoles.computeIfAbsent(portal, _ -> new ArrayList<>());
            var desk = portal.desks().get(desks.size());
            desks.add(
                    client(
                            new AgentConsole(
                                    portal,
                                    desk,
                                    desks.isEmpty(),
                                    it -> it.links().agents().port())));
        }
        for (int number = 0; number < load.conversations(); number++) {
            var portal = portals.get(number % portals.size());
            var desks = consoles.getOrDefault(portal, List.of());
            converse(portal, desks.get(number / portals.size() % desks.size()));
        }
        for (int number = 0; number < load.widgets(); number++) {
            look(portals.get(number % portals.size()));
        }
        scene.quiet(true);
        arrive(within);
        scene.quiet(false);
        for (var meeting : meetings) {
            var started = meeting.startedOrNull();
            if (started != null) {
                canaries.put(started.conversation().value(), meeting.portal().canary());
            }
        }
    }

    /// A few at a time: gateways that have just started are slow.
    private void arrive(Duration within) throws IOException, InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        for (int started = 0; started < clients.size(); started++) {
            start(clients.get(started));
            int most = started + 1 - ABREAST;
            await(until, () -> scene.tally().live() >= most);
        }
        await(until, () -> scene.tally().live() == clients.size());
    }

    private void converse(Portal portal, Client agent) {
        var meeting = new Meeting(portal);
        meetings.add(meeting);
        ToIntFunction<Node> line = it -> it.links().visitors().port();
        var first = client(new VisitorTab(meeting, uuid(), line, false));
        first.add(null);
        var second = client(new VisitorTab(meeting, uuid(), line, false));
        first.sibling(second);
        second.sibling(first);
        meeting.whenStarted(it -> {
            tell(second, it);
            tell(agent, it);
        });
    }

    /// A visitor of whom nobody hears, and whose line nobody disturbs: straight to a node.
    private void look(Portal portal) {
        ToIntFunction<Node> line = it -> it.visitorAddress().getPort();
        var _ = client(new VisitorTab(new Meeting(portal), uuid(), line, true));
    }

    private static void tell(Client client, Started fact) {
        try {
            client.tell(() -> client.add(fact.conversation()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Client client(Party party) {
        var journal = new Journal(clients.size(), scene.tally());
        var client = new Client(party, scene, journal, new Random(random.nextLong()));
        clients.add(client);
        return client;
    }

    private void start(Client client) {
        threads.add(
                Thread.ofVirtual()
                        .name("client-" + client.journal().client())
                        .start(() -> live(client)));
    }

    private void live(Client client) {
        try {
            client.live();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            scene.surprise("client " + client.journal().client() + " died: " + e);
        }
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /// A visitor who belongs to nobody here: for connections that a fault makes by itself.
    public Stranger stranger() {
        return new Stranger(meetings.getFirst().portal().id(), UUID.randomUUID());
    }

    public Tally tally() {
        return scene.tally();
    }

    public int size() {
        return clients.size();
    }

    public long syncs() {
        return scene.syncs();
    }

    /// What healthy gateways do not do, counted.
    public Map<String, Long> surprises() {
        return scene.surprises();
    }

    /// The canary of each conversation.
    public Map<UUID, Long> canaries() {
        return Map.copyOf(canaries);
    }

    /// Nobody types, or everybody again.
    public void quiet(boolean now) {
        scene.quiet(now);
    }

    /// Every send goes out three times, over two sockets where there are two; or no longer.
    public void repeats(boolean now) {
        scene.repeats(now);
    }

    /// Clients that are LIVE on a node.
    public int liveOn(Node node) {
        return scene.balancer().live(node);
    }

    /// Everybody dials a second connection and gives up the first, so that all nodes have work.
    public void spread(Duration over) throws InterruptedException {
        for (var client : clients) {
            client.move((int) over.toMillis());
        }
    }

    /// Waits until everybody is LIVE, and has nothing unsettled if nobody types.
    ///
    /// @return whether it came true in time
    public boolean settled(Duration within) throws InterruptedException {
        return poll(
                within,
                () ->
                        scene.tally().live() == clients.size()
                                && (!scene.quiet() || scene.tally().behind() == 0));
    }

    private static boolean poll(Duration within, BooleanSupplier fact) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    private void await(long until, BooleanSupplier fact) throws IOException, InterruptedException {
        if (!poll(Duration.ofNanos(until - System.nanoTime()), fact)) {
            throw new IOException(
                    "only %d of %d clients are LIVE: %s"
                            .formatted(scene.tally().live(), clients.size(), scene.surprises()));
        }
    }

    /// Ends everybody; then the journals may be read.
    public List<Journal> disperse() throws InterruptedException {
        for (var client : clients) {
            client.stop();
        }
        for (var thread : threads) {
            thread.join();
        }
        return clients.stream().map(Client::journal).toList();
    }
}
