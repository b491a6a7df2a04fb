package parley.gateway.edge.rest;

import java.util.List;
import java.util.stream.Stream;
import parley.gateway.access.store.SignIn;
import parley.gateway.session.PortalSource;
import parley.gateway.session.StoredPortals;

/// Puts the REST API together: every resource's routes behind one gate.
public final class RestApi {
    private RestApi() {}

    /// The API over these rooms.
    public static RestEdge over(RestRooms rooms, RestSettings settings, RestTools tools) {
        var signIn = new SignIn(rooms.tokens(), tools.clock());
        var gate = new Gate(signIn, rooms.store(), settings, tools.meters());
        var routes = new Routes(routes(rooms, tools));
        return new RestEdge(routes, gate, settings, tools.meters(), tools.ids());
    }

    static List<Route> routes(RestRooms rooms, RestTools tools) {
        var ids = tools.ids();
        return Stream.of(
                        new StatusRoutes(
                                        rooms.agents(),
                                        rooms.grants(),
                                        rooms.presence(),
                                        rooms.capacity())
                                .routes(),
                        new PortalRoutes(rooms.portals()).routes(),
                        new InboxRoutes(rooms.inboxes(), ids).routes(),
                        new TeamRoutes(rooms.teams(), ids).routes(),
                        new AgentRoutes(rooms.agents(), rooms.grants(), ids).routes(),
                        new GrantRoutes(rooms.grants()).routes(),
                        new TokenRoutes(
                                        rooms.tokens(),
                                        rooms.agents(),
                                        tools.random(),
                                        tools.clock())
                                .routes(),
                        new ChatflowRoutes(rooms.chatflows(), ids).routes(),
                        new ExplainRoutes(source(rooms), tools.clock()).routes(),
                        new ThreadRoutes(rooms.store(), rooms.conversations()).routes(),
                        new MessageRoutes(rooms.conversations()).routes())
                .flatMap(List::stream)
                .toList();
    }

    /// Portals as they are stored at the moment: what is in memory follows within seconds.
    private static PortalSource source(RestRooms rooms) {
        return new StoredPortals(
                rooms.portals(),
                rooms.chatflows(),
                rooms.inboxes(),
                rooms.teams(),
                rooms.presence());
    }
}
