package parley.gateway.edge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.TestServers;
import parley.gateway.access.Role;
import parley.gateway.edge.Console;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.RateLimit.Rate;
import parley.gateway.edge.Shop;
import parley.gateway.edge.Shop.Staff;
import parley.gateway.edge.rest.RestSettings;
import parley.protocol.value.ConversationId;

@DisplayName("The agents' WebSocket")
class AgentSocketIT {
    /// What a request may take here.
    private static final Duration REQUEST = Duration.ofSeconds(2);

    private static EdgeNode node;
    private static EdgeNode second;
    private Shop shop;
    private Staff bob;
    private Staff carol;
    private ConversationId conversation;

    @BeforeAll
    static void open() {
        var rest = RestSettings.defaults();
        var settings =
                new AgentSettings(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        1024 * 1024,
                        new Rate(100, 300),
                        new Rate(20, 60));
        node =
                new EdgeNode(
                        settings, new RestSettings(REQUEST, rest.requests(), rest.failedSignIns()));

        second = new EdgeNode();
    }

    @AfterAll
    static void close() {
        second.close();
        node.close();
    }

    @BeforeEach
    void shop() {
        shop = new Shop(node.rooms);
        bob = shop.agent("bob", Role.AGENT);
        carol = shop.agent("carol", Role.AGENT);
        shop.join(bob, carol);
        conversation = shop.conversation("Hello?");
    }

    @Test
    @DisplayName(
            "says who one is, which inboxes there are, what waits in them, and how much one has")
    void ready() {
        try (var console = new Console(second)) {
            assertThat(console.next("hello").get("hb").intValue()).isEqualTo(15);
            console.say(
                    "{\"type\": \"connect\", \"v\": 1, \"token\": \"%s\", \"inboxes\": [\"%s\"]}"
                            .formatted(bob.token(), shop.inbox));
            var ready = console.next("ready");
            assertThat(ready.at("/agent/name").stringValue()).isEqualTo("bob");
            assertThat(ready.at("/agent/role").stringValue()).isEqualTo("agent");
            assertThat(ready.at("/inboxes/0/name").stringValue()).isEqualTo("Chat");
            assertThat(console.next("capacity").get("limit").intValue()).isEqualTo(3);
            var row = console.next("heads").at("/rows/0");
            assertThat(row.get("conv").stringValue()).isEqualTo(conversation.toString());
            assertThat(row.get("unread").intValue()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a reply on one node is acknowledged, and read and listed on the other, in order")
    void twoNodes() {
        try (var one = Console.of(node, bob, shop);
                var two = Console.of(second, carol, shop)) {
            one.say("watch", conversation);
            two.say("watch", conversation);
            one.next("live");
            two.next("live");
            var cmid = one.write("send", conversation, "Hi!");
            var ack = one.next("ack");
            assertThat(ack.get("cmid").stringValue()).isEqualTo(cmid);
            assertThat(ack.get("seq").intValue()).isEqualTo(2);
            var entry = two.next(it -> it.path("body").asString("").equals("Hi!"), "the entry");
            assertThat(entry.at("/actor/name").stringValue()).isEqualTo("bob");
            assertThat(entry.has("cmid")).as("the sender's alone").isFalse();
            var row = two.next(it -> it.has("assignee"), "a row with an assignee");
            assertThat(row.get("assignee").stringValue()).isEqualTo(bob.id().toString());
        }
    }

    @Test
    @DisplayName("a connection outlives the deadline of requests")
    void outlives() {
        try (var console = Console.of(node, bob, shop)) {
            long end = System.nanoTime() + 2 * REQUEST.toNanos();
            while (System.nanoTime() < end) {
                console.say("{\"type\": \"ping\", \"t\": 1}");
                console.next("pong");
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    @Test
    @DisplayName("a comment reaches colleagues in the internal stream")
    void comment() {
        try (var one = Console.of(node, bob, shop);
                var two = Console.of(node, carol, shop)) {
            two.say("watch", conversation);
            two.next(it -> it.path("stream").asString("").equals("internal"), "live");
            one.write("comment", conversation, "VIP");
            var entry = two.next(it -> it.path("body").asString("").equals("VIP"), "the comment");
            assertThat(entry.get("stream").stringValue()).isEqualTo("internal");
            assertThat(entry.get("kind").stringValue()).isEqualTo("comment");
        }
    }

    @Test
    @DisplayName("the same send again is acknowledged with the same seq; another text is refused")
    void idempotent() {
        try (var console = Console.of(node, bob, shop)) {
            var cmid = UUID.randomUUID().toString();
            console.write("send", conversation, cmid, "Hi!");
            var first = console.next("ack").get("seq").longValue();
            console.write("send", conversation, cmid, "Hi!");
            assertThat(console.next("ack").get("seq").longValue()).isEqualTo(first);
            console.write("send", conversation, cmid, "Bye!");
            var nack = console.next("nack");
            assertThat(nack.get("code").stringValue()).isEqualTo("cmid_conflict");
            assertThat(nack.get("definite").booleanValue()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "PEER-27: a conversation is taken, handed over, closed and opened again; lists follow")
    void life() {
        try (var one = Console.of(node, bob, shop);
                var two = Console.of(second, carol, shop)) {
            one.say("take", conversation);
            two.next(it -> it.path("assignee").asString("").equals(bob.id().toString()), "taken");
            one.say(
                    "{\"type\": \"assign\", \"conv\": \"%s\", \"to\": \"%s\"}"
                            .formatted(conversation, carol.id()));
            var told = new HashSet<String>(); // in either order
            two.next(
                    it -> {
                        if (it.path("assignee").asString("").equals(carol.id().toString())) {
                            told.add("row");
                        }
                        if (it.path("open").asInt(0) == 1) {
                            told.add("capacity");
                        }
                        return told.size() == 2;
                    },
                    "handed over, and counted");
            two.say("close", conversation);
            one.next(it -> it.path("status").asString("").equals("closed"), "closed");
            one.say("reopen", conversation);
            two.next(it -> it.path("status").asString("").equals("open"), "open");
        }
    }

    @Test
    @DisplayName("H20: a conversation is handed back into the queue, and into another inbox")
    void transfer() {
        try (var console = Console.of(node, bob, shop)) {
            console.say("watch", conversation);
            console.next("live");
            console.say("take", conversation);
            console.next(it -> it.path("kind").asString("").equals("assigned"), "taken");
            console.say("transfer", conversation);
            var entry =
                    console.next(
                            it -> it.path("kind").asString("").equals("unassigned"), "handed back");
            assertThat(entry.at("/data/reason").stringValue()).isEqualTo("transfer");
            console.say(
                    "{\"type\": \"transfer\", \"conv\": \"%s\", \"inbox\": \"%s\"}"
                            .formatted(conversation, UUID.randomUUID()));
            assertThat(console.next("error").get("code").stringValue()).isEqualTo("not_found");
        }
    }

    @Test
    @DisplayName("PEER-01: resuming with what one holds brings what one lacks, and nothing twice")
    void resume() {
        try (var one = Console.of(node, bob, shop)) {
            one.write("send", conversation, "two");
            one.next("ack");
        }
        try (var back = new Console(second)) {
            back.say(
                    ("{\"type\": \"connect\", \"v\": 1, \"token\": \"%s\", \"inboxes\": [],"
                                    + " \"resume\": [{\"conv\": \"%s\", \"have\": 1}]}")
                            .formatted(bob.token(), conversation));
            assertThat(back.next("entry").get("seq").intValue()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("69: holding more than exists is answered with reset")
    void beyondTheHead() {
        try (var console = Console.of(node, bob, shop)) {
            console.say(
                    "{\"type\": \"watch\", \"conv\": \"%s\", \"have\": 99}"
                            .formatted(conversation));
            assertThat(console.next("reset").get("conv").stringValue())
                    .isEqualTo(conversation.toString());
        }
    }

    @Test
    @DisplayName(
            "G7: holding what another database numbered is answered with reset of both streams and"
                    + " the whole conversation, on watch and on resume")
    void anotherEpoch() {
        var held =
                "\"conv\": \"%s\", \"have\": 1, \"internal\": 0, \"epoch\": \"%s\""
                        .formatted(conversation, UUID.randomUUID());
        try (var console = Console.of(node, bob, shop)) {
            console.say("{\"type\": \"watch\", " + held + "}");
            forgottenAndReplayed(console);
        }
        var connect =
                "{\"type\": \"connect\", \"v\": 1, \"token\": \"%s\", \"inboxes\": [],"
                        + " \"resume\": [{%s}]}";
        var epoch = "";
        try (var back = new Console(second)) {
            back.say(connect.formatted(bob.token(), held));
            epoch = back.next("ready").get("epoch").stringValue();
            forgottenAndReplayed(back);
        }
        try (var again = new Console(second)) {
            var own = held.replaceFirst("[^\"]+\"$", epoch + "\"");
            again.say(connect.formatted(bob.token(), own));
            again.next("ready");
            var first = again.next(it -> it.has("conv"), "something of the conversation");
            assertThat(first.get("type").stringValue())
                    .as("of the database's own epoch nothing is forgotten")
                    .isEqualTo("live");
        }
    }

    private static void forgottenAndReplayed(Console console) {
        for (int stream = 0; stream < 2; stream++) {
            var reset = console.next("reset");
            assertThat(reset.get("reason").stringValue()).isEqualTo("epoch");
            assertThat(reset.get("from").intValue()).isZero();
        }
        assertThat(console.next("entry").get("seq").intValue()).isEqualTo(1);
    }

    @Test
    @DisplayName("colleagues who look at one conversation learn of each other, and that one types")
    void collision() {
        try (var one = Console.of(node, bob, shop);
                var two = Console.of(node, carol, shop)) {
            one.say("watch", conversation);
            one.next("live");
            two.say("watch", conversation);
            assertThat(one.next("viewer").at("/agent/name").stringValue()).isEqualTo("carol");
            assertThat(two.next("viewer").at("/agent/name").stringValue()).isEqualTo("bob");
            two.next("live"); // of one stream
            two.next("live"); // and of the other
            one.say("typing", conversation);
            assertThat(two.next("typing").at("/actor/name").stringValue()).isEqualTo("bob");
        }
    }

    @Test
    @DisplayName("what was read is not unread any more, on the next connection either")
    void cursor() {
        try (var console = Console.of(node, bob, shop)) {
            console.say(
                    "{\"type\": \"cursor\", \"conv\": \"%s\", \"read\": 1, \"delivered\": 1}"
                            .formatted(conversation));
            assertThat(console.next("row").get("unread").intValue()).isZero();
        }
        try (var console = new Console(node)) {
            console.say(
                    "{\"type\": \"connect\", \"v\": 1, \"token\": \"%s\", \"inboxes\": [\"%s\"]}"
                            .formatted(bob.token(), shop.inbox));
            assertThat(console.next("heads").at("/rows/0/unread").intValue()).isZero();
        }
    }

    @Test
    @DisplayName(
            "the switch is stored and told to all of one's connections; once they are closed, they count for 45 s")
    void status() {
        try (var one = Console.of(node, bob, shop);
                var two = Console.of(second, bob, shop)) {
            one.say("{\"type\": \"status\", \"status\": \"available\"}");
            assertThat(one.next("status").get("status").stringValue()).isEqualTo("available");
            assertThat(two.next("status").get("status").stringValue()).isEqualTo("available");
            assertThat(leases(false)).isEqualTo(2);
        }
        await(() -> leases(true) == 2);
        assertThat(leased()).isTrue();
    }

    @Test
    @DisplayName("AGT-13: who is set away by a supervisor is told so, and may switch back")
    void supervised() {
        var lead = shop.agent("dana", Role.LEAD);
        try (var console = Console.of(second, bob, shop);
                var http = new Http(node)) {
            console.say("{\"type\": \"status\", \"status\": \"available\"}");
            assertThat(console.next("status").get("status").stringValue()).isEqualTo("available");
            var path = "/api/v1/portals/%s/agents/%s/status".formatted(shop.portal, bob.id());
            assertThat(http.put(lead.token(), path, "{\"status\": \"away\"}").status())
                    .isEqualTo(200);
            assertThat(console.next("status").get("status").stringValue()).isEqualTo("away");
            assertThat(setBy()).isEqualTo(lead.id().value());
            console.say("{\"type\": \"status\", \"status\": \"available\"}");
            assertThat(console.next("status").get("status").stringValue()).isEqualTo("available");
            assertThat(setBy()).isEqualTo(bob.id().value());
        }
    }

    /// Who turned bob's switch last.
    private UUID setBy() {
        var duty = get(node.rooms.agents().find(shop.portal, bob.id())).duty();
        return duty.setBy().value();
    }

    @Test
    @DisplayName("79: a revoked token ends the connection within 5 s, with 4401")
    void revoked() {
        try (var console = Console.of(second, bob, shop)) {
            long began = System.nanoTime();
            get(node.rooms.tokens().revoke(shop.portal, bob.id(), bob.token().substring(3, 15)));
            assertThat(console.closedWith()).isEqualTo(4401);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    @DisplayName("80: who loses the inbox hears nothing more of its conversations")
    void inboxLost() {
        try (var console = Console.of(second, bob, shop)) {
            console.say("watch", conversation);
            console.next("live");
            shop.empty();
            console.next(it -> it.path("code").asString("").equals("not_found"), "the end");
            try (var other = Console.of(node, shop.admin, shop)) {
                other.write("send", conversation, "secret");
                other.next("ack");
            }
            assertThat(console.hears("entry")).isFalse();
            console.write("send", conversation, "still here?");
            assertThat(console.next("nack").get("code").stringValue()).isEqualTo("not_found");
        }
    }

    @Test
    @DisplayName("73: a conversation of another portal is not found, like one that does not exist")
    void foreign() {
        var theirs = new Shop(node.rooms).conversation("secret");
        try (var console = Console.of(node, bob, shop)) {
            for (var id : new Object[] {theirs, UUID.randomUUID()}) {
                for (var type : new String[] {"watch", "take", "transfer", "close", "reopen"}) {
                    console.say("{\"type\": \"%s\", \"conv\": \"%s\"}".formatted(type, id));
                    assertThat(console.next("error").get("code").stringValue())
                            .isEqualTo("not_found");
                }
                console.say("{\"type\": \"sync\", \"conv\": \"%s\", \"after\": 0}".formatted(id));
                assertThat(console.next("error").get("code").stringValue()).isEqualTo("not_found");
            }
            console.write("send", theirs, "hi");
            assertThat(console.next("nack").get("code").stringValue()).isEqualTo("not_found");
        }
    }

    @Test
    @DisplayName("77: a viewer reads and may not write")
    void viewer() {
        var eve = shop.agent("eve", Role.VIEWER);
        shop.join(eve);
        try (var console = Console.of(node, eve, shop)) {
            console.say("watch", conversation);
            console.next("entry");
            console.write("send", conversation, "hi");
            assertThat(console.next("nack").get("code").stringValue()).isEqualTo("forbidden");
            console.say("close", conversation);
            assertThat(console.next("error").get("code").stringValue()).isEqualTo("forbidden");
        }
    }

    @ParameterizedTest(name = "{0}: {1} closes with {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    48 | {"type":"ping","type":"bye"}                                          | 4400
                    49 | {"type":"ping","t":1}{}                                               | 4400
                    52 | {"type":"ping","t":"1"}                                               | 4400
                    56 | {"type":"typing","conv":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}       | 4401
                    0  | {"type":"connect","v":1,"token":"cg_wrong","inboxes":[]}              | 4401
                    0  | {"type":"connect","v":9,"token":"cg_wrong","inboxes":[]}              | 4401
                    0  | {"type":"connect","v":0,"token":"cg_wrong","inboxes":[]}              | 4426
                    """)
    @DisplayName("a first frame that cannot be taken; the number is the abuse case's")
    void badFirstFrame(int abuseCase, String frame, int code) {
        try (var console = new Console(node)) {
            console.say(frame);
            assertThat(console.closedWith()).isEqualTo(code);
        }
    }

    @Test
    @DisplayName("57: a second connect closes with 4400")
    void secondConnect() {
        try (var console = Console.of(node, bob, shop)) {
            console.say(
                    "{\"type\":\"connect\",\"v\":1,\"token\":\"%s\",\"inboxes\":[]}"
                            .formatted(carol.token()));
            assertThat(console.closedWith()).isEqualTo(4400);
        }
    }

    @Test
    @DisplayName(
            "55: an unknown type is answered and the connection stays; twenty in a row close it")
    void unsupported() {
        try (var console = Console.of(node, bob, shop)) {
            console.say("{\"type\": \"dance\"}");
            assertThat(console.next("error").get("code").stringValue()).isEqualTo("unsupported");
            for (int i = 0; i < 20; i++) {
                console.say("{\"type\": \"dance\"}");
            }
            assertThat(console.closedWith()).isEqualTo(1008);
        }
    }

    @Test
    @DisplayName("silence ends a connection: 4401 before sign-in, 4410 after")
    void silence() {
        try (var mute = new Console(node);
                var asleep = Console.of(node, bob, shop)) {
            assertThat(mute.closedWith()).isEqualTo(4401);
            assertThat(asleep.closedWith()).isEqualTo(4410);
        }
    }

    @Test
    @DisplayName("a node that leaves says so, then closes with 1012")
    void drain() {
        var third = new EdgeNode();
        try (var console = Console.of(third, bob, shop)) {
            third.listener().refuseNew();
            var gone = third.listener().sendAway(Duration.ofMillis(100)).toFuture();
            assertThat(console.next("goaway").get("maxMs").intValue()).isEqualTo(100);
            assertThat(console.closedWith()).isEqualTo(1012);
            gone.join();
        } finally {
            third.close();
        }
    }

    /// Bob's connections that are open, or closed lately.
    private int leases(boolean closed) {
        var text =
                "SELECT count(*) FROM agent_connection WHERE agent = ? AND "
                        + (closed ? "until > now() + interval '30 s'" : "until IS NULL");
        try (var connection = TestServers.sql();
                var statement = connection.prepareStatement(text)) {
            statement.setObject(1, bob.id().value());
            var rows = statement.executeQuery();
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    private boolean leased() {
        return get(node.rooms.presence().agentStates(shop.portal)).stream()
                .anyMatch(it -> it.agent().id().equals(bob.id()) && it.leaseUntil() != null);
    }

    private static void await(java.util.function.BooleanSupplier fact) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never so");
            }
            Thread.onSpinWait();
        }
    }
}
