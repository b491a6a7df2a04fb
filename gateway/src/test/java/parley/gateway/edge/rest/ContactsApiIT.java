package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;
import parley.gateway.report.Counts;
import parley.gateway.report.store.CountStore.Counted;

@DisplayName("Contacts and what is written for visitors, over REST")
class ContactsApiIT {
    private static EdgeNode node;
    private static Http http;
    private Shop shop;
    private String admin;
    private String base;

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
    void shop() {
        shop = new Shop(node.rooms);
        admin = shop.admin.token();
        base = "/api/v1/portals/" + shop.portal;
    }

    @Test
    @DisplayName(
            "a contact has an address, an owner and properties, and is saved version by version")
    void contact() {
        var body =
                """
                {"email": " Anna@Example.com", "name": "Anna", "owner": "%s",
                 "properties": {"plan": "team"}}\
                """
                        .formatted(shop.admin.id());
        var created = http.post(admin, base + "/contacts", body);
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        assertThat(created.at("/email").stringValue()).isEqualTo("anna@example.com");
        var path = base + "/contacts/" + created.at("/id").stringValue();
        assertThat(http.get(admin, path).json()).isEqualTo(created.json());
        var changed = "{\"email\": \"anna@example.com\", \"name\": \"A\", \"version\": 1}";
        var put = http.put(admin, path, changed);
        assertThat(put.at("/properties").size()).isZero();
        assertThat(put.at("/version").longValue()).isEqualTo(2);
        assertThat(http.put(admin, path, changed).status()).as("stale").isEqualTo(409);
        var twin = http.post(admin, base + "/contacts", "{\"email\": \"ANNA@example.com\"}");
        assertThat(twin.status()).isEqualTo(409);
        assertThat(twin.at("/error/problems/0/field").stringValue()).isEqualTo("email");
    }

    @Test
    @DisplayName("what is wrong with a contact is named")
    void invalid() {
        var body =
                """
                {"email": "nobody", "owner": "x", "properties": {"a": 7}, "lists": []}\
                """;
        var refused = http.post(admin, base + "/contacts", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/error/problems").findValuesAsString("field"))
                .containsExactlyInAnyOrder("email", "owner", "properties.a", "lists");
        var stranger = "{\"owner\": \"%s\"}".formatted(UUID.randomUUID());
        assertThat(http.post(admin, base + "/contacts", stranger).status()).isEqualTo(409);
    }

    @Test
    @DisplayName(
            "GRP-18, GRP-19: why a contact sees a chatflow is explained from what is stored of it")
    void explained() {
        var list = id(http.post(admin, base + "/contact-lists", "{\"name\": \"VIP\"}"));
        var contact =
                id(http.post(admin, base + "/contacts", "{\"properties\": {\"plan\": \"Team\"}}"));
        var flow =
                chatflowFor(
                        """
                        {"filter": "property", "name": "plan", "operator": "is_any_of", "values": ["Team"]},
                        {"filter": "list", "operator": "in_list", "values": ["VIP"]}\
                        """);
        var question =
                "{\"page\": \"https://shop.example/\", \"contact\": \"%s\"}".formatted(contact);
        var before = http.post(admin, base + "/explain", question);
        assertThat(before.status()).as("%s", before.json()).isEqualTo(200);
        assertThat(truths(before, flow)).containsExactly("true", "false");
        var member = base + "/contact-lists/" + list + "/members/" + contact;
        assertThat(http.send("PUT", admin, member, null).status()).isEqualTo(204);
        var after = http.post(admin, base + "/explain", question);
        assertThat(truths(after, flow)).containsExactly("true", "true");
        assertThat(after.at("/outcome/chatflow").stringValue()).isEqualTo(flow);
        var anonymous =
                http.post(admin, base + "/explain", "{\"page\": \"https://shop.example/\"}");
        assertThat(truths(anonymous, flow)).doesNotContain("true");
        var stranger = question.replace(contact, UUID.randomUUID().toString());
        var refused = http.post(admin, base + "/explain", stranger);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.at("/error/problems/0/field").stringValue()).isEqualTo("contact");
    }

    /// Published, on all pages, for visitors of whom all of this holds.
    private String chatflowFor(String rules) {
        var body =
                """
                {"name": "For some", "inbox": "%s", "definition": {"target": {
                 "include": [{"type": "url", "operator": "all_pages"}], "groups": [{"rules": [%s]}]}}}
                """
                        .formatted(shop.inbox, rules);
        var flow = http.post(admin, base + "/chatflows", body);
        assertThat(flow.status()).as("%s", flow.json()).isEqualTo(201);
        var published =
                http.put(
                        admin,
                        base + "/chatflows/" + id(flow) + "/published",
                        "{\"published\": true, \"version\": 1}");
        assertThat(published.status()).as("%s", published.json()).isEqualTo(200);
        return id(flow);
    }

    private static List<String> truths(Http.Reply reply, String flow) {
        for (var candidate : reply.at("/candidates")) {
            if (candidate.at("/chatflow").stringValue().equals(flow)) {
                return candidate.at("/rules/groups/0/rules").findValuesAsString("truth");
            }
        }
        throw new AssertionError(reply.json());
    }

    @Test
    @DisplayName("contacts are found by address and by list, page by page")
    void finding() {
        var list = id(http.post(admin, base + "/contact-lists", "{\"name\": \"VIP\"}"));
        var ids =
                IntStream.range(0, 5)
                        .mapToObj(i -> "{\"email\": \"c%d@example.com\"}".formatted(i))
                        .map(it -> id(http.post(admin, base + "/contacts", it)))
                        .toList();
        var member = base + "/contact-lists/" + list + "/members/" + ids.get(3);
        assertThat(http.send("PUT", admin, member, null).status()).isEqualTo(204);
        assertThat(http.send("PUT", admin, member, null).status()).as("again").isEqualTo(204);
        var found = http.get(admin, base + "/contacts?email=C3%40example.com");
        assertThat(found.json().at("/contacts").findValuesAsString("id"))
                .containsExactly(ids.get(3));
        assertThat(found.at("/contacts/0/lists/0").stringValue()).isEqualTo(list);
        assertThat(http.get(admin, base + "/contacts?list=" + list).at("/contacts").size())
                .isEqualTo(1);
        var first = http.get(admin, base + "/contacts?limit=3");
        assertThat(first.json().at("/contacts").findValuesAsString("id"))
                .containsExactly(ids.get(4), ids.get(3), ids.get(2));
        var next = http.get(admin, base + "/contacts?before=" + first.at("/next").stringValue());
        assertThat(next.json().at("/contacts").findValuesAsString("id"))
                .containsExactly(ids.get(1), ids.get(0));
        assertThat(http.delete(admin, member).status()).isEqualTo(204);
        assertThat(http.get(admin, base + "/contacts?list=" + list).at("/contacts").size())
                .isZero();
        assertThat(http.post(admin, base + "/contact-lists", "{\"name\": \"VIP\"}").status())
                .as("each name once")
                .isEqualTo(409);
    }

    @Test
    @DisplayName("a file of contacts is imported; each bad row is named, the others are stored")
    void imported() {
        var agent = http.get(admin, "/api/v1/me").at("/email").stringValue();
        var file =
                """
                Email,name,owner,plan
                a@example.com,A,,team
                nobody,B,,team
                b@example.com,"Schmidt, B",%s,
                c@example.com,C,stranger@example.com,x
                d@example.com,D
                a@example.com,,,solo
                """
                        .formatted(agent);
        var done = upload(UUID.randomUUID(), file);
        assertThat(done.status()).as("%s", done.json()).isEqualTo(200);
        assertThat(done.at("/state").stringValue()).isEqualTo("done");
        assertThat(done.at("/rows").longValue()).isEqualTo(6);
        assertThat(done.at("/created").longValue()).isEqualTo(2);
        assertThat(done.at("/refused").longValue()).isEqualTo(3);
        var problems = done.json().at("/problems");
        assertThat(problems.findValuesAsString("row")).containsExactlyInAnyOrder("3", "5", "6");
        assertThat(problems.findValuesAsString("field"))
                .containsExactlyInAnyOrder("email", "owner", "");
        assertThat(problems.findValuesAsString("value"))
                .contains("nobody", "\"stranger@example.com\"", "2 fields");
        var a = http.get(admin, base + "/contacts?email=a%40example.com");
        assertThat(a.at("/contacts/0/properties/plan").stringValue()).isEqualTo("solo");
        assertThat(a.at("/contacts/0/name").stringValue()).isEqualTo("A");
        var b = http.get(admin, base + "/contacts?email=b%40example.com");
        assertThat(b.at("/contacts/0/owner").stringValue()).isEqualTo(shop.admin.id().toString());
        assertThat(b.at("/contacts/0/name").stringValue()).isEqualTo("Schmidt, B");
    }

    @Test
    @DisplayName("the same file again changes nothing, and another one only what is different")
    void importedTwice() {
        var id = UUID.randomUUID();
        var file = file(1_234);
        assertThat(upload(id, file).at("/created").longValue()).isEqualTo(1_234);
        var again = upload(id, file);
        assertThat(again.at("/created").longValue()).isZero();
        assertThat(again.at("/updated").longValue()).isZero();
        assertThat(again.at("/rows").longValue()).isEqualTo(1_234);
        assertThat(http.get(admin, base + "/contact-imports/" + id).json()).isEqualTo(again.json());
        var other = upload(UUID.randomUUID(), file.replace("p7\n", "p8\n"));
        assertThat(other.at("/updated").longValue()).isEqualTo(1);
        assertThat(other.at("/created").longValue()).isZero();
    }

    @Test
    @DisplayName("a file without a header for addresses, or that is no text, is refused")
    void badFiles() {
        assertThat(upload(UUID.randomUUID(), "name\nA\n").status()).isEqualTo(422);
        assertThat(upload(UUID.randomUUID(), "").status()).isEqualTo(422);
        assertThat(upload(UUID.randomUUID(), "email,plan,plan\n").status()).isEqualTo(422);
        var id = UUID.randomUUID();
        var latin =
                http.send(
                        "PUT",
                        admin,
                        base + "/contact-imports/" + id,
                        null,
                        it ->
                                it.method(
                                                "PUT",
                                                BodyPublishers.ofByteArray(
                                                        new byte[] {
                                                            'e', (byte) 0xfc, 'm', 'a', 'i'
                                                        }))
                                        .setHeader("content-type", "text/csv"));
        assertThat(latin.status()).isEqualTo(400);
        assertThat(http.get(admin, base + "/contact-imports/" + id).at("/state").stringValue())
                .isEqualTo("failed");
        var json = http.put(admin, base + "/contact-imports/" + id, "{}");
        assertThat(json.status()).isEqualTo(415);
    }

    @Test
    @DisplayName("the customer's servers get keys and tokens; a secret is told once")
    void identity() {
        var token =
                http.post(admin, base + "/identification-tokens", "{\"email\": \"a@example.com\"}");
        assertThat(token.status()).isEqualTo(201);
        assertThat(token.at("/token").stringValue().split("\\.")).hasSize(3);
        assertThat(Instant.parse(token.at("/expiresAt").stringValue()))
                .isBetween(Instant.now().plusSeconds(43_000), Instant.now().plusSeconds(43_300));
        var key = http.send("POST", admin, base + "/identity-keys", null);
        assertThat(key.at("/secret").stringValue()).hasSize(43);
        var keys = http.get(admin, base + "/identity-keys");
        assertThat(keys.at("/keys").size()).isEqualTo(2);
        assertThat(keys.raw().body()).doesNotContain(key.at("/secret").stringValue());
        var agent = shop.agent("bob", Role.AGENT).token();
        assertThat(http.post(agent, base + "/identification-tokens", "{}").status()).isEqualTo(403);
        assertThat(http.get(agent, base + "/identity-keys").status()).isEqualTo(403);
    }

    @Test
    @DisplayName(
            "H11 an agent who learns an address binds the visitor to its contact, or to a new one")
    void associated() {
        var thread = shop.conversation("Hello");
        var path = base + "/threads/" + thread + "/contact";
        assertThat(http.get(admin, path).at("/contact").isNull()).isTrue();
        var put = http.put(admin, path, "{\"email\": \"new@example.com\"}");
        assertThat(put.at("/contact/email").stringValue()).isEqualTo("new@example.com");
        assertThat(put.at("/verified").booleanValue()).isFalse();
        var other = base + "/threads/" + shop.conversation("Me too") + "/contact";
        assertThat(http.put(admin, other, "{\"email\": \"NEW@example.com\"}").at("/contact/id"))
                .isEqualTo(put.at("/contact/id"));
    }

    @Test
    @DisplayName(
            "D5 hosts of the meetings tool, and whether visitors must be identified, are settings")
    void settings() {
        var path = base + "/visitor-settings";
        assertThat(http.get(admin, path).at("/version").longValue()).isZero();
        var body = "{\"identityRequired\": true, \"meetingHosts\": [\"Meet.Example.com\"]}";
        var put = http.put(admin, path, body);
        assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
        assertThat(put.at("/meetingHosts/0").stringValue()).isEqualTo("meet.example.com");
        assertThat(http.put(admin, path, body).status()).as("made meanwhile").isEqualTo(409);
        assertThat(
                        http.put(admin, path, "{\"meetingHosts\": [\"http://x\"], \"version\": 1}")
                                .status())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("O15 a survey says how it is delivered and has questions that can be answered")
    void survey() {
        var body =
                """
                {"name": "S", "delivery": "email", "questions": [
                  {"name": "q", "kind": "choice", "text": "Which?", "choices": ["a"]},
                  {"name": "q", "kind": "score", "text": "How?", "choices": ["a", "b"]}]}\
                """;
        var refused = http.post(admin, base + "/surveys", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/error/problems").findValuesAsString("field"))
                .contains("choices", "questions");
        var used = shop.things().survey();
        assertThat(http.get(admin, base + "/surveys/" + used + "/answers").at("/answers").size())
                .isZero();
    }

    @Test
    @DisplayName("P4 counters of a chatflow are told in steps, all nodes together")
    void counters() {
        var minute = Instant.parse("2026-05-04T10:07:00Z");
        for (var node : List.of(UUID.randomUUID(), UUID.randomUUID())) {
            var counts = new Counts(10, 3, 2, 1, 0);
            var counted = new Counted(shop.portal, shop.chatflow, minute, counts);
            get(
                    ContactsApiIT.node
                            .rooms
                            .library()
                            .counts()
                            .write(node, List.of(counted))
                            .thenReturn(1));
            get(
                    ContactsApiIT.node
                            .rooms
                            .library()
                            .counts()
                            .write(node, List.of(counted))
                            .thenReturn(1));
        }
        var path = base + "/chatflows/" + shop.chatflow + "/counters";
        var span = "?from=2026-05-04T00:00:00Z&to=2026-05-05T00:00:00Z&minutes=60";
        var steps = http.get(admin, path + span).at("/steps");
        assertThat(steps.size()).isEqualTo(1);
        assertThat(steps.at("/0/from").stringValue()).isEqualTo("2026-05-04T10:00:00Z");
        assertThat(steps.at("/0/shown").longValue()).isEqualTo(20);
        assertThat(steps.at("/0/started").longValue()).isEqualTo(4);
        assertThat(http.get(admin, path + span.replace("60", "1") + "0").status()).isEqualTo(200);
        assertThat(http.get(admin, path).status()).isEqualTo(400);
    }

    private Http.Reply upload(UUID id, String file) {
        return http.send(
                "PUT",
                admin,
                base + "/contact-imports/" + id,
                file,
                it -> it.setHeader("content-type", "text/csv; charset=utf-8"));
    }

    private static String file(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(i -> "row%d@example.com,Row %d,p%d\n".formatted(i, i, i))
                .collect(Collectors.joining("", "email,name,plan\n", ""));
    }

    private static String id(Http.Reply created) {
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        return created.at("/id").stringValue();
    }
}
