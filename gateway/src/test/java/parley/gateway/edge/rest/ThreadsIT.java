package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;
import parley.gateway.edge.Shop.Staff;

@DisplayName("Threads over REST")
class ThreadsIT {
    private static EdgeNode node;
    private static Http http;
    private Shop shop;
    private Staff bob;
    private String list;
    private String thread;

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        http = new Http(node);
    }

    @AfterAll
    static void close() {
        http.close();
        node.close();
    }

    @BeforeEach
    void conversation() {
        shop = new Shop(node.rooms);
        bob = shop.agent("bob", Role.AGENT);
        shop.join(bob);
        var base = "/api/v1/portals/" + shop.portal;
        list = base + "/inboxes/" + shop.inbox + "/threads";
        thread = base + "/threads/" + shop.conversation("Hello?");
    }

    @Test
    @DisplayName("a reply is stored once, takes the thread, and moves it from unassigned to mine")
    void reply() {
        assertThat(count("unassigned")).isEqualTo(1);
        var message = "{\"cmid\": \"%s\", \"body\": \"Hi!\"}".formatted(UUID.randomUUID());
        var stored = http.post(bob.token(), thread + "/messages", message);
        assertThat(stored.status()).as("%s", stored.json()).isEqualTo(201);
        assertThat(stored.at("/seq").longValue()).isEqualTo(2);
        var again = http.post(bob.token(), thread + "/messages", message);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("/seq").longValue()).isEqualTo(2);
        var other = message.replace("Hi!", "Bye!");
        var conflict = http.post(bob.token(), thread + "/messages", other);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.at("/error/code").stringValue()).isEqualTo("cmid_conflict");
        assertThat(count("unassigned")).isZero();
        assertThat(count("mine")).isEqualTo(1);
        var kinds = new ArrayList<String>();
        http.get(bob.token(), thread + "/entries")
                .at("/entries")
                .forEach(it -> kinds.add(it.get("kind").stringValue()));
        assertThat(kinds).containsExactly("message", "message", "assigned");
    }

    @Test
    @DisplayName("a comment is in the internal stream alone")
    void comment() {
        var comment = "{\"cmid\": \"%s\", \"body\": \"VIP\"}".formatted(UUID.randomUUID());
        assertThat(http.post(bob.token(), thread + "/comments", comment).status()).isEqualTo(201);
        assertThat(http.get(bob.token(), thread + "/entries").at("/entries").size()).isEqualTo(1);
        var internal = http.get(bob.token(), thread + "/entries?stream=internal");
        assertThat(internal.at("/entries/0/body").stringValue()).isEqualTo("VIP");
    }

    @Test
    @DisplayName("taken, handed over, given back, closed and opened again")
    void life() {
        http.post(bob.token(), thread + "/take", "");
        assertThat(assignee()).isEqualTo(bob.id().toString());
        var alice = "{\"agent\": \"%s\"}".formatted(shop.admin.id());
        http.put(bob.token(), thread + "/assignee", alice);
        assertThat(assignee()).isEqualTo(shop.admin.id().toString());
        http.put(bob.token(), thread + "/assignee", "{}");
        assertThat(http.get(bob.token(), thread).at("/assignee").isNull()).isTrue();
        var closed = http.send("POST", bob.token(), thread + "/close", null);
        assertThat(closed.at("/entries/0/kind").stringValue()).isEqualTo("closed");
        assertThat(count("closed")).isEqualTo(1);
        var twice = http.send("POST", bob.token(), thread + "/close", null);
        assertThat(twice.at("/entries").size()).as("nothing to do").isZero();
        http.send("POST", bob.token(), thread + "/reopen", null);
        assertThat(count("open")).isEqualTo(1);
    }

    @Test
    @DisplayName("H20: handed back into the queue; not to a team or an inbox that is not there")
    void transfer() {
        http.post(bob.token(), thread + "/take", "");
        var back = http.post(bob.token(), thread + "/transfer", "{}");
        assertThat(back.at("/entries/0/kind").stringValue()).isEqualTo("unassigned");
        assertThat(http.get(bob.token(), thread).at("/assignee").isNull()).isTrue();
        for (var kind : new String[] {"team", "inbox"}) {
            var nowhere = "{\"%s\": \"%s\"}".formatted(kind, java.util.UUID.randomUUID());
            var reply = http.post(bob.token(), thread + "/transfer", nowhere);
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.at("/error/problems/0/field").stringValue()).isEqualTo(kind);
        }
    }

    @Test
    @DisplayName("a thread cannot be handed to an agent of another portal")
    void foreignAssignee() {
        var stranger = new Shop(node.rooms).admin;
        var body = "{\"agent\": \"%s\"}".formatted(stranger.id());
        var reply = http.put(bob.token(), thread + "/assignee", body);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.at("/error/problems/0/field").stringValue()).isEqualTo("agent");
    }

    @Test
    @DisplayName("pages follow each other without gap or repetition")
    void pages() {
        for (int i = 0; i < 4; i++) {
            shop.conversation("message " + i);
        }
        var seen = new ArrayList<String>();
        var next = "";
        while (next != null) {
            var page = http.get(bob.token(), list + "?limit=2" + next);
            page.at("/threads").forEach(it -> seen.add(it.get("id").stringValue()));
            next = page.at("/next").isNull() ? null : "&before=" + page.at("/next").stringValue();
        }
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?view=spam",
                "?limit=0",
                "?limit=1000000000",
                "?limit=x",
                "?before=1",
                "?before=00000000-0000-0000-0000-000000000000",
                "?tenant_id=1",
                "?view=open&view=mine"
            })
    @DisplayName("85: a parameter that is wrong, unknown or repeated is refused")
    void badQuery(String query) {
        assertThat(http.get(bob.token(), list + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?after=-1", "?after=x", "?limit=201", "?stream=secret"})
    @DisplayName("68: a range outside of its bounds is refused")
    void badRange(String query) {
        assertThat(http.get(bob.token(), thread + "/entries" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\\u0007"})
    @DisplayName("62: a message that says nothing, or what cannot be stored, is not stored")
    void badText(String body) {
        var message = "{\"cmid\": \"%s\", \"body\": \"%s\"}".formatted(UUID.randomUUID(), body);
        assertThat(http.post(bob.token(), thread + "/messages", message).status()).isIn(400, 422);
        var long_ = message.replace("\"body\": \"" + body, "\"body\": \"" + "x".repeat(4_001));
        assertThat(http.post(bob.token(), thread + "/messages", long_).status()).isEqualTo(422);
        assertThat(http.get(bob.token(), thread).at("/head").longValue()).isEqualTo(1);
    }

    private String assignee() {
        return http.get(bob.token(), thread).at("/assignee").stringValue();
    }

    private int count(String view) {
        return http.get(bob.token(), list + "?view=" + view).at("/threads").size();
    }
}
