package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.TestServers;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;

@DisplayName("What admins do over REST")
class AdminApiIT {
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
    @DisplayName("a portal is read and changed; the version that was read must be named")
    void portal() {
        var read = http.get(admin, base);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.raw().headers().firstValue("etag")).contains("\"1\"");
        var body =
                """
                {"name": "Shop 2", "origins": ["https://SHOP.example:443"], "privacy": true}
                """;
        assertThat(http.put(admin, base, body).status()).as("no version").isEqualTo(422);
        var put = http.send("PUT", admin, base, body, it -> it.header("if-match", "\"1\""));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.at("/origins/0").stringValue()).isEqualTo("https://shop.example");
        assertThat(put.at("/version").longValue()).isEqualTo(2);
        var again = http.send("PUT", admin, base, body, it -> it.header("if-match", "\"1\""));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.at("/error/code").stringValue()).isEqualTo("stale_version");
        assertThat(again.at("/error/problems/0/expected").stringValue()).isEqualTo("2");
    }

    @Test
    @DisplayName("an inbox with hours is created, read, changed and deleted")
    void inbox() {
        var body =
                """
                {"name": "Support", "agents": ["%s"], "teams": ["%s"],
                 "channel": {"accent": "#112233", "mode": "hours",
                   "hours": {"zone": "Europe/Paris",
                             "weekly": [{"days": ["weekdays"], "from": "09:00", "to": "18:00"}]},
                   "offline": {"show": "return_time"}}}
                """
                        .formatted(shop.admin.id(), shop.team);
        var created = http.post(admin, base + "/inboxes", body);
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        var path = base + "/inboxes/" + created.at("/id").stringValue();
        assertThat(http.get(admin, path).json()).isEqualTo(created.json());
        assertThat(http.get(admin, base + "/inboxes").at("/inboxes").size()).isEqualTo(2);
        var changed = body.replace("Support", "Help").replaceFirst("\\{", "{\"version\": 1, ");
        assertThat(http.put(admin, path, changed).at("/name").stringValue()).isEqualTo("Help");
        assertThat(http.delete(admin, path).status()).as("no version").isEqualTo(400);
        assertThat(http.delete(admin, path + "?version=1").status()).isEqualTo(409);
        assertThat(http.delete(admin, path + "?version=2").status()).isEqualTo(204);
        assertThat(http.get(admin, path).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("an inbox that has threads or chatflows cannot be deleted")
    void inboxInUse() {
        var path = base + "/inboxes/" + shop.inbox + "?version=1";
        var refused = http.delete(admin, path);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("/error/code").stringValue()).isEqualTo("refused");
    }

    @Test
    @DisplayName("a team has main and extra members")
    void team() {
        var bob = shop.agent("bob", Role.AGENT);
        var body =
                """
                {"name": "Support", "members": [{"agent": "%s"}, {"agent": "%s", "main": false}]}
                """
                        .formatted(shop.admin.id(), bob.id());
        var created = http.post(admin, base + "/teams", body);
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        assertThat(created.at("/members").toString())
                .contains("{\"agent\":\"" + bob.id() + "\",\"main\":false}");
        var path = base + "/teams/" + created.at("/id").stringValue();
        var smaller = "{\"name\": \"Support\", \"version\": 1}";
        assertThat(http.put(admin, path, smaller).at("/members").size()).isZero();
        assertThat(http.delete(admin, path + "?version=2").status()).isEqualTo(204);
    }

    @Test
    @DisplayName("an agent is created without rights, given a role, a seat and a token")
    void agent() {
        var body =
                """
                {"name": "Anna Schmidt", "firstName": "Anna", "email": "anna@shop.example",
                 "seat": true, "capacity": 5, "workingHours": {"zone": "Asia/Tokyo", "weekly":
                 [{"days": ["monday"], "from": "09:00", "to": "17:00"}]}}
                """;
        var created = http.post(admin, base + "/agents", body);
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        assertThat(created.at("/role").stringValue()).isEqualTo("viewer");
        assertThat(http.post(admin, base + "/agents", body).status())
                .as("address taken")
                .isEqualTo(409);
        var path = base + "/agents/" + created.at("/id").stringValue();
        var role = "{\"role\": \"lead\", \"permissions\": [\"chatflows.edit\"], \"version\": 1}";
        assertThat(http.put(admin, path + "/role", role).status()).isEqualTo(200);
        assertThat(http.put(admin, path + "/role", role).status()).isEqualTo(409);
        assertThat(http.get(admin, path).at("/permissions/0").stringValue())
                .isEqualTo("chatflows.edit");

        var token = http.post(admin, path + "/tokens", "{}");
        assertThat(token.status()).isEqualTo(201);
        var secret = token.at("/token").stringValue();
        assertThat(http.get(secret, "/api/v1/me").at("/name").stringValue())
                .isEqualTo("Anna Schmidt");
        var listed = http.get(admin, path + "/tokens");
        assertThat(listed.json().toString()).doesNotContain(secret);
        var prefix = listed.at("/tokens/0/prefix").stringValue();
        assertThat(http.delete(admin, path + "/tokens/" + prefix).status()).isEqualTo(204);
        assertThat(http.get(secret, "/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    @DisplayName(
            "PRI-09: a chatflow is drafted at the bottom, edited tab by tab, published, ordered, deleted")
    void chatflow() {
        var body = "{\"name\": \"Sales\", \"inbox\": \"%s\"}".formatted(shop.inbox);
        var created = http.post(admin, base + "/chatflows", body);
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        assertThat(created.at("/published").booleanValue()).isFalse();
        assertThat(created.at("/position").intValue()).isEqualTo(2);
        var id = created.at("/id").stringValue();
        var path = base + "/chatflows/" + id;

        var edit =
                """
                {"name": "Sales", "inbox": "%s", "version": 1,
                 "definition": {"build": {"welcome": "Hello!"}}}
                """
                        .formatted(shop.inbox);
        var edited = http.put(admin, path, edit);
        assertThat(edited.status()).as("%s", edited.json()).isEqualTo(200);
        assertThat(edited.at("/definition/build/welcome").stringValue()).isEqualTo("Hello!");
        assertThat(edited.at("/definition/target")).isEqualTo(created.at("/definition/target"));
        assertThat(http.put(admin, path, edit).status()).as("stale").isEqualTo(409);

        var publish = "{\"published\": true, \"version\": 2}";
        var published = http.put(admin, path + "/published", publish);
        assertThat(published.status()).as("%s", published.json()).isEqualTo(200);
        assertThat(published.at("/version").longValue()).isEqualTo(3);

        var order = "{\"order\": [\"%s\", \"%s\"]}".formatted(id, shop.chatflow);
        var ordered = http.put(admin, base + "/chatflow-order", order);
        assertThat(ordered.at("/chatflows/0/id").stringValue()).isEqualTo(id);
        var short_ = "{\"order\": [\"%s\"]}".formatted(id);
        assertThat(http.put(admin, base + "/chatflow-order", short_).status()).isEqualTo(409);

        assertThat(http.delete(admin, path + "?version=3").status()).isEqualTo(204);
        assertThat(http.get(admin, base + "/chatflows").at("/chatflows").size()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1}: {3} {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST | /agents | {"name": "", "email": "a@b.c"}                   | name              | ""
                    POST | /agents | {"name": "A", "email": "nobody"}                 | email             | "nobody"
                    POST | /agents | {"name": "A", "email": "a@b.c", "capacity": -1}  | capacity          | -1
                    POST | /agents | {"name": "A", "email": "a@b.c", "capacity": 1.5} | capacity          | 1.5
                    POST | /agents | {"name": "A", "email": "a@b.c", "capacity": "7"} | capacity          | "7"
                    POST | /agents | {"name": 5, "email": "a@b.c"}                    | name              | 5
                    POST | /agents | {"name": "A", "email": "a@b.c", "seat": "yes"}   | seat              | "yes"
                    POST | /agents | {"name": "A", "email": "a@b.c", "boss": true}    | boss              | true
                    POST | /agents | {"name": "A", "email": "a@b.c", "avatarUrl": "javascript:1"} | avatarUrl | "javascript:1"
                    POST | /agents | {"name": "A", "email": "a@b.c", "workingHours": {"zone": "Mars/Phobos", "weekly": []}} | workingHours.zone | "Mars/Phobos"
                    POST | /teams  | {"name": "A", "members": [{"agent": "x"}]}       | members[0].agent  | "x"
                    POST | /teams  | {"name": "A", "members": [{"main": true}]}       | members[0].agent  | nothing
                    POST | /teams  | {"name": "A", "members": 7}                      | members           | 7
                    POST | /inboxes | {"name": "A"}                                   | channel           | nothing
                    POST | /inboxes | {"name": "A", "channel": {"accent": "red", "mode": "always"}} | channel.accent | "red"
                    POST | /chatflows | {"name": "A", "inbox": "00000000-0000-0000-0000-000000000000"} | inbox | "00000000-0000-0000-0000-000000000000"
                    PUT  | /chatflow-order | {"order": ["1"]}                         | order[0]          | "1"
                    """)
    @DisplayName("a wrong field is named, with its value and what was expected")
    void problems(String method, String path, String body, String field, String value) {
        var reply = http.send(method, admin, base + path, body);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.at("/error/code").stringValue()).isEqualTo("invalid");
        assertThat(reply.at("/error/problems/0/field").stringValue()).isEqualTo(field);
        assertThat(reply.at("/error/problems/0/value").stringValue()).isEqualTo(value);
        assertThat(reply.at("/error/problems/0/expected").stringValue()).isNotBlank();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    48 | {"name": "A", "name": "B"}                        | duplicate key
                    49 | {"name": "A"} {"name": "B"}                       | two documents
                    49 | {"name": "A"} x                                   | trailing bytes
                    50 | [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]          | too deep
                    51 | {"n": 11111111111111111111111111111111111111111}  | too long a number
                    0  | {"name": "a\\u0000b"}                             | U+0000
                    0  | {"name": "\\ud800"}                               | lone surrogate
                    0  | not json                                          | no JSON
                    0  | ''                                                | nothing
                    """)
    @DisplayName("what is not JSON as we take it is refused; the number is the abuse case's")
    void malformed(int abuseCase, String body, String why) {
        var reply = http.post(admin, base + "/teams", body);
        assertThat(reply.status()).as(why + " " + reply.json()).isEqualTo(400);
        assertThat(reply.at("/error/code").stringValue()).isEqualTo("malformed");
        assertThat(http.get(admin, base + "/teams").at("/teams").size()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "a body over the limit is refused before it is read; another type is not read at all")
    void bounds() {
        var large = "{\"name\": \"" + "x".repeat(70_000) + "\"}";
        assertThat(http.post(admin, base + "/agents", large).status()).isEqualTo(413);
        var xml =
                http.send(
                        "POST",
                        admin,
                        base + "/agents",
                        "<a/>",
                        it -> it.setHeader("content-type", "application/xml"));
        assertThat(xml.status()).isEqualTo(415);
    }

    @Test
    @DisplayName(
            "unknown paths are 404, unknown methods 405, and every answer carries the security headers")
    void edges() {
        assertThat(http.get(admin, "/api/v1/nothing").status()).isEqualTo(404);
        assertThat(http.get(admin, base + "/teams/not-an-id").status()).isEqualTo(404);
        assertThat(http.get(admin, base + "/teams/../teams").status()).isEqualTo(404);
        var method = http.send("PATCH", admin, base, "{}");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.raw().headers().firstValue("allow")).contains("GET, PUT");
        var headers = method.raw().headers();
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("cache-control")).contains("no-store");
        assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    @DisplayName(
            "100: a missing, malformed, wrong or unknown token is 401, always in the same words")
    void unauthenticated() {
        var wrong = admin.substring(0, admin.length() - 2) + (admin.endsWith("A") ? "BB" : "AA");
        var unknown = "cg_" + "0".repeat(12) + admin.substring(15);
        for (var token : new String[] {null, "", "x", wrong, unknown}) {
            var reply = http.get(token, base);
            assertThat(reply.status()).as("%s", token).isEqualTo(401);
            assertThat(reply.at("/error/message").stringValue())
                    .isEqualTo("A valid API token is needed.");
        }
        assertThat(node.meters.counter("chat.auth", "result", "unknown").count()).isPositive();
        assertThat(node.meters.counter("chat.auth", "result", "ok").count()).isPositive();
    }

    @Test
    @DisplayName("the document of the API is there for everybody")
    void document() {
        var reply = http.get(null, "/api/v1/openapi.yaml");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.raw().body()).startsWith("openapi: 3.1.0");
    }

    @Test
    @DisplayName(
            "the console is sent with a policy that lets nobody frame it; the root leads there")
    void pages() {
        var console = http.get(null, "/console/");
        assertThat(console.status()).isEqualTo(200);
        assertThat(console.raw().headers().firstValue("content-security-policy"))
                .hasValueSatisfying(it ->
                        assertThat(it)
                                .contains("frame-ancestors 'none'")
                                .contains("require-trusted-types-for 'script'"));
        assertThat(http.get(null, "/").raw().headers().firstValue("location"))
                .contains("/console/");
        assertThat(http.get(null, "/demo/").status()).isEqualTo(200);
        for (var path : new String[] {"/console/../../etc/passwd", "//console/", "/metrics"}) {
            assertThat(http.get(null, path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("99: a token in the address is not taken")
    void tokenInQuery() {
        assertThat(http.get(null, base + "?token=" + admin).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("a lead sets the status of others, an agent only the own one")
    void status() {
        var lead = shop.agent("lea", Role.LEAD);
        var bob = shop.agent("bob", Role.AGENT);
        var path = base + "/agents/" + bob.id() + "/status";
        var available = "{\"status\": \"available\"}";
        assertThat(http.put(bob.token(), "/api/v1/me/status", available).status()).isEqualTo(200);
        assertThat(http.put(bob.token(), path, available).status()).isEqualTo(403);
        assertThat(http.put(lead.token(), path, "{\"status\": \"away\"}").status()).isEqualTo(200);
        var me = http.get(bob.token(), "/api/v1/me");
        assertThat(me.at("/status").stringValue()).isEqualTo("away");
        assertThat(me.at("/statusBy").stringValue()).isEqualTo(lead.id().toString());
    }

    @Test
    @DisplayName("requests are timed under the template of their route, never under an id")
    void timed() {
        http.get(admin, base + "/teams/" + UUID.randomUUID());
        assertThat(node.meters.find("chat.rest.request").timers())
                .extracting(it -> it.getId().getTag("route"))
                .contains("/api/v1/portals/{portal}/teams/{team}")
                .noneMatch(it -> it.contains(shop.portal.toString()));
    }

    @Test
    @DisplayName("what the database cannot do now is answered 503 with a time to try again")
    void unavailable() throws SQLException {
        try (var sql = TestServers.sql();
                var lock = sql.createStatement()) {
            sql.setAutoCommit(false);
            lock.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE");
            var reply = http.get(admin, base + "/inboxes");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.at("/error/code").stringValue()).isEqualTo("unavailable");
            assertThat(reply.raw().headers().firstValue("retry-after")).hasValue("1");
            sql.rollback();
        }
        assertThat(http.get(admin, base + "/inboxes").status()).isEqualTo(200);
    }
}
