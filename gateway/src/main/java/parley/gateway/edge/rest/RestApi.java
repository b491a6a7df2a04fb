package parley.gateway.edge.rest;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import parley.gateway.access.store.SignIn;
import parley.gateway.session.PortalSource;
import parley.gateway.session.StoredExtras;
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
                        new PreviewRoutes(rooms.portals(), rooms.chatflows(), tools.previews())
                                .routes(),
                        new ExplainRoutes(source(rooms, tools.clock()), tools.clock()).routes(),
                        new WhatIfRoutes(source(rooms, tools.clock()), tools.pages(), tools.clock())
                                .routes(),
                        new ThreadRoutes(rooms.store(), rooms.conversations()).routes(),
                        new MessageRoutes(rooms.conversations()).routes(),
                        people(rooms.people(), tools),
                        library(rooms.library(), tools))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> people(PeopleRooms people, RestTools tools) {
        return Stream.of(
                        new ContactRoutes(people.contacts(), tools.ids()).routes(),
                        new ImportRoutes(people.imports()).routes(),
                        new ThingRoutes<>(Sorts.lists(), people.lists(), tools.ids()).routes(),
                        new ThingRoutes<>(
                                        Sorts.subscriptionTypes(),
                                        people.subscriptionTypes(),
                                        tools.ids())
                                .routes(),
                        new IdentityRoutes(people.identity(), tools).routes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> library(LibraryRooms library, RestTools tools) {
        return Stream.of(
                        new ThingRoutes<>(Sorts.articles(), library.articles(), tools.ids())
                                .routes(),
                        new ThingRoutes<>(Sorts.snippets(), library.snippets(), tools.ids())
                                .routes(),
                        new ThingRoutes<>(Sorts.surveys(), library.surveys(), tools.ids()).routes(),
                        new ReportRoutes(library.counts(), library.answers()).routes())
                .flatMap(List::stream)
                .toList();
    }

    /// Portals as they are stored at the moment: what is in memory follows within seconds.
    private static PortalSource source(RestRooms rooms, Clock clock) {
        return new StoredPortals(
                rooms.portals(),
                rooms.chatflows(),
                rooms.inboxes(),
                rooms.teams(),
                rooms.presence(),
                new StoredExtras(
                        new StoredExtras.Stores(
                                rooms.people().identity(),
                                rooms.library().search(),
                                rooms.people().subscriptionTypes(),
                                rooms.library().surveys(),
                                rooms.library().replies()),
                        clock));
    }
}
