package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import parley.gateway.access.Access;
import parley.gateway.access.Permission;
import parley.gateway.access.Principal;
import parley.gateway.access.Resource;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Http;
import parley.gateway.edge.Shop;
import parley.gateway.edge.Shop.Staff;
import parley.protocol.value.ConversationId;

/// Generated from the route table: a route that is added is tested here before anybody thinks of
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Every route of the API")
class EveryRouteIT {
    private EdgeNode node;
    private Http http;
    private OpenApi document;
    private Shop ours;
    private Shop theirs;
    private Staff outsider;
    private ConversationId ourThread;
    private ConversationId theirThread;
    private final Map<Role, Staff> plain = new EnumMap<>(Role.class);
    private final Map<Role, Staff> editors = new EnumMap<>(Role.class);

    @BeforeAll
    void open() {
        node = new EdgeNode();
        http = new Http(node);
        document = OpenApi.read();
        ours = new Shop(node.rooms);
        theirs = new Shop(node.rooms);
        ourThread = ours.conversation("secret canary");
        theirThread = theirs.conversation("secret canary");
        outsider = ours.agent("eve", Role.LEAD);
        for (var role : Role.values()) {
            plain.put(role, ours.agent("plain " + role, role));
            editors.put(role, ours.agent("editor " + role, role, Permission.CHATFLOWS_EDIT));
        }
        ours.join(plain.values().toArray(Staff[]::new));
        ours.join(editors.values().toArray(Staff[]::new));
    }

    @AfterAll
    void close() {
        http.close();
        node.close();
    }

    List<Route> routes() {
        return RestApi.routes(node.rooms, node.tools);
    }

    Stream<Arguments> routesAndRoles() {
        return routes().stream()
                .flatMap(route ->
                        Arrays.stream(Role.values())
                                .flatMap(role ->
                                        Stream.of(
                                                Arguments.of(key(route), role, false, route),
                                                Arguments.of(key(route), role, true, route))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    @DisplayName("does what it is for, and answers as the document says")
    void works(String name, Route route) {
        var shop = new Shop(node.rooms);
        var samples = new Samples(shop, shop.conversation("Hello"));
        if (name.equals("DELETE portals/{portal}/inboxes/{inbox}")) {
            return; // in use; AdminApiIT deletes one
        }
        var path = samples.path(route, shop) + Samples.query(route);
        var reply = http.send(route.method(), shop.admin.token(), path, samples.body(route));
        assertThat(reply.status()).as("%s", reply.json()).isBetween(200, 204);
        assertThat(document.problems(route, reply.status(), reply.json())).isEmpty();
    }

    @ParameterizedTest(name = "{0} by {1}, chatflows.edit {2}")
    @MethodSource("routesAndRoles")
    @DisplayName("77, 78: lets in exactly the roles that the matrix lets in")
    void roles(String name, Role role, boolean edit, Route route) {
        var staff = (edit ? editors : plain).get(role);
        var samples = new Samples(ours, ourThread);
        var path = samples.path(route, ours);
        var reply = http.send(route.method(), staff.token(), path, invalidBody(route));
        var principal =
                new Principal(
                        ours.portal,
                        staff.id(),
                        role,
                        edit ? Set.of(Permission.CHATFLOWS_EDIT) : Set.of(),
                        Set.of(ours.inbox));
        var allowed =
                Access.authorise(principal, route.command(), resource(route, staff))
                        instanceof Access.Allowed;
        assertThat(reply.status() != 403).as("%s", reply.json()).isEqualTo(allowed);
        assertThat(reply.status()).isNotIn(401, 500, 503);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    @DisplayName("75: knows nothing of another portal, whichever of its ids is in the path")
    void foreign(String name, Route route) {
        if (!route.path().text().contains("{portal}")) {
            return; // names nothing of anybody's
        }
        var samples = new Samples(theirs, theirThread);
        var token = ours.admin.token();
        var inTheirs = samples.path(route, theirs) + Samples.query(route);
        var reply = http.send(route.method(), token, inTheirs, samples.body(route));
        assertThat(reply.status()).isEqualTo(404);
        if (route.path().text().matches(".*\\{(inbox|team|agent|chatflow|thread)}.*")) {
            var inOurs = samples.path(route, ours) + Samples.query(route);
            var disguised = http.send(route.method(), token, inOurs, samples.body(route));
            assertThat(disguised.status()).as("%s %s", inOurs, disguised.json()).isEqualTo(404);
            assertThat(disguised.raw().body()).doesNotContain("canary");
        }
        assertThat(reply.raw().body()).doesNotContain("canary");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    @DisplayName("76: hides an inbox and its threads from those who do not work there")
    void outsiders(String name, Route route) {
        if (route.subject() != Route.Subject.INBOX && route.subject() != Route.Subject.THREAD) {
            return;
        }
        var samples = new Samples(ours, ourThread);
        var path = samples.path(route, ours) + Samples.query(route);
        var reply = http.send(route.method(), outsider.token(), path, samples.body(route));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.raw().body()).doesNotContain("canary");
    }

    Stream<Arguments> named() {
        return routes().stream().map(it -> Arguments.of(key(it), it));
    }

    private static String key(Route route) {
        return Samples.key(route);
    }

    /// Allowed or not shows before the body is looked at; nothing is to change.
    private static String invalidBody(Route route) {
        return route.maxBytes() == 0 ? null : "{\"nonsense\": true}";
    }

    private Resource resource(Route route, Staff self) {
        return switch (route.subject()) {
            case SELF -> new Resource.OfAgent(ours.portal, self.id());
            case PORTAL -> new Resource.OfPortal(ours.portal);
            case INBOX, THREAD -> new Resource.OfInbox(ours.portal, ours.inbox);
            case AGENT -> new Resource.OfAgent(ours.portal, ours.admin.id());
        };
    }
}
