package parley.gateway.app;

import java.time.Duration;
import parley.gateway.access.store.GrantStore;
import parley.gateway.access.store.PortalStore;
import parley.gateway.access.store.SignIn;
import parley.gateway.access.store.TokenStore;
import parley.gateway.app.example.ExampleStores;
import parley.gateway.availability.store.AgentStore;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.availability.store.TeamStore;
import parley.gateway.chatflow.store.ChatflowStore;
import parley.gateway.conversation.Attendance;
import parley.gateway.conversation.AttendanceStore;
import parley.gateway.conversation.Bells;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Places;
import parley.gateway.conversation.QueuePlaces;
import parley.gateway.conversation.QueueStore;
import parley.gateway.conversation.ReadCursors;
import parley.gateway.conversation.Router;
import parley.gateway.edge.Capacity;
import parley.gateway.edge.agent.AgentRooms;
import parley.gateway.edge.rest.LibraryRooms;
import parley.gateway.edge.rest.PeopleRooms;
import parley.gateway.edge.rest.RestRooms;
import parley.gateway.fanout.Broker;
import parley.gateway.postgres.AppendWriter;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.PostgresConversationStore;
import parley.gateway.postgres.admin.Doorbell;
import parley.gateway.postgres.admin.PostgresAgentStore;
import parley.gateway.postgres.admin.PostgresAttendanceStore;
import parley.gateway.postgres.admin.PostgresChatflowStore;
import parley.gateway.postgres.admin.PostgresGrantStore;
import parley.gateway.postgres.admin.PostgresInboxStore;
import parley.gateway.postgres.admin.PostgresPlaceStore;
import parley.gateway.postgres.admin.PostgresPortalStore;
import parley.gateway.postgres.admin.PostgresPresenceStore;
import parley.gateway.postgres.admin.PostgresQueueStore;
import parley.gateway.postgres.admin.PostgresReadCursors;
import parley.gateway.postgres.admin.PostgresTeamStore;
import parley.gateway.postgres.admin.PostgresTokenStore;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.contacts.PostgresContactImports;
import parley.gateway.postgres.contacts.PostgresContactStore;
import parley.gateway.postgres.contacts.PostgresIdentityStore;
import parley.gateway.postgres.contacts.PostgresVisitors;
import parley.gateway.postgres.library.PostgresArticleSearch;
import parley.gateway.postgres.library.PostgresCountStore;
import parley.gateway.postgres.library.PostgresFirstReplies;
import parley.gateway.postgres.library.PostgresSurveyAnswers;
import parley.gateway.postgres.library.PostgresVersionedStore;
import parley.gateway.postgres.library.Shapes;
import parley.gateway.report.store.Counters;
import parley.gateway.session.preview.PreviewTokens;
import reactor.core.scheduler.Schedulers;

/// Everything between the listeners and the servers: stores, and what works on them.
record Rooms(
        Broker broker,
        ConversationStore conversationStore,
        Conversations conversations,
        Feeds feeds,
        Places places,
        ReadCursors cursors,
        PortalStore portals,
        GrantStore grants,
        TokenStore tokens,
        AgentStore agents,
        TeamStore teams,
        InboxStore inboxes,
        ChatflowStore chatflows,
        PresenceStore presence,
        Capacity capacity,
        PeopleRooms people,
        LibraryRooms library,
        VisitorRooms visitors) {
    private static final Duration COUNTED_EVERY = Duration.ofMinutes(1);
    private static final int MAX_ERRANDS = 10_000;
    private static final int ERRANDS_AT_ONCE = 64;

    static Rooms over(Platform platform, Servers servers, Database database, Broker broker) {
        var store = new PostgresConversationStore(database);
        var writer = writer(platform, servers, database);
        var publishing = errands(platform, "publishing");
        var feeding = errands(platform, "feeds");
        var bells = new Bells(broker, publishing);
        var feeds = new Feeds(store, bells, feeding, Schedulers.parallel(), platform.meters());
        platform.lifecycle().run("healing", feeds.run().then());
        var transactions = new Transactions(database);
        var doorbell = new Doorbell(broker, publishing);
        var queues = new PostgresQueueStore(transactions, database);
        var router = router(platform, queues, feeds, bells);
        attend(platform, new PostgresAttendanceStore(transactions), feeds, bells, router);
        return new Rooms(
                broker,
                store,
                new Conversations(store, writer, feeds, bells, router::look),
                feeds,
                places(platform, transactions, broker),
                new PostgresReadCursors(transactions),
                new PostgresPortalStore(transactions, doorbell),
                new PostgresGrantStore(transactions, doorbell),
                new PostgresTokenStore(transactions, doorbell),
                new PostgresAgentStore(transactions, doorbell),
                new PostgresTeamStore(transactions, doorbell),
                new PostgresInboxStore(transactions, doorbell),
                new PostgresChatflowStore(transactions, doorbell),
                new PostgresPresenceStore(transactions),
                new Capacity(broker, publishing),
                people(transactions, doorbell),
                library(database, transactions, doorbell),
                new VisitorRooms(
                        new PostgresVisitors(database),
                        counters(platform, new PostgresCountStore(database, transactions)),
                        new PreviewTokens(servers.tokens().keys(), platform.clock())));
    }

    AgentRooms ofAgents(Platform platform) {
        return new AgentRooms(
                new SignIn(tokens, platform.clock()),
                conversationStore,
                conversations,
                feeds,
                cursors,
                agents,
                inboxes,
                presence,
                capacity,
                broker);
    }

    RestRooms ofRest() {
        return new RestRooms(
                portals,
                tokens,
                grants,
                agents,
                teams,
                inboxes,
                chatflows,
                presence,
                conversationStore,
                conversations,
                capacity,
                people,
                library);
    }

    ExampleStores ofExample() {
        return new ExampleStores(
                portals, agents, grants, tokens, presence, teams, inboxes, chatflows);
    }

    /// Written once a minute, and what is left when everything stops.
    private static Counters counters(Platform platform, PostgresCountStore store) {
        var counters = new Counters(store, platform.id(), platform.clock(), platform.meters());
        platform.lifecycle().onStop("counters", counters.flush());
        platform.lifecycle().run("counters", counters.run(COUNTED_EVERY).then());
        return counters;
    }

    private static PeopleRooms people(Transactions transactions, Doorbell doorbell) {
        return new PeopleRooms(
                new PostgresContactStore(transactions, doorbell),
                new PostgresContactImports(transactions, doorbell),
                new PostgresVersionedStore<>(transactions, doorbell, Shapes.lists()),
                new PostgresVersionedStore<>(transactions, doorbell, Shapes.subscriptionTypes()),
                new PostgresIdentityStore(transactions, doorbell));
    }

    private static LibraryRooms library(
            Database database, Transactions transactions, Doorbell doorbell) {
        return new LibraryRooms(
                new PostgresVersionedStore<>(transactions, doorbell, Shapes.articles()),
                new PostgresArticleSearch(database),
                new PostgresVersionedStore<>(transactions, doorbell, Shapes.snippets()),
                new PostgresVersionedStore<>(transactions, doorbell, Shapes.surveys()),
                new PostgresSurveyAnswers(database, transactions),
                new PostgresCountStore(database, transactions),
                new PostgresFirstReplies(database));
    }

    private static AppendWriter writer(Platform platform, Servers servers, Database database) {
        var writer =
                new AppendWriter(
                        servers.database(),
                        platform.config().writers(),
                        database,
                        Schedulers.parallel(),
                        platform.meters());
        platform.lifecycle().onStop("writers' loops", writer.close());
        platform.lifecycle().run("writers", writer.run());
        return writer;
    }

    private static Router router(Platform platform, QueueStore queues, Feeds feeds, Bells bells) {
        var router =
                new Router(
                        queues,
                        feeds,
                        bells,
                        errands(platform, "routing"),
                        Schedulers.parallel(),
                        platform.meters());
        platform.lifecycle().run("routing", router.run());
        return router;
    }

    private static Places places(Platform platform, Transactions transactions, Broker broker) {
        var places =
                new QueuePlaces(
                        new PostgresPlaceStore(transactions),
                        broker,
                        errands(platform, "places"),
                        Schedulers.parallel());
        platform.lifecycle().run("places", places.run());
        return places;
    }

    private static void attend(
            Platform platform, AttendanceStore store, Feeds feeds, Bells bells, Router router) {
        var attendance =
                new Attendance(
                        store,
                        feeds,
                        bells,
                        router::look,
                        platform.config().routing(),
                        Schedulers.parallel());
        platform.lifecycle().run("attendance", attendance.run());
    }

    private static Errands errands(Platform platform, String name) {
        var errands = new Errands(name, MAX_ERRANDS, ERRANDS_AT_ONCE, platform.meters());
        platform.lifecycle().run(name, errands.run().then());
        return errands;
    }
}
