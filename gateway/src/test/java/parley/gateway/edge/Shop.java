package parley.gateway.edge;

import static parley.gateway.postgres.StoreFixture.get;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Grants;
import parley.gateway.access.Origins;
import parley.gateway.access.Permission;
import parley.gateway.access.Portal;
import parley.gateway.access.Role;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Agent.Duty;
import parley.gateway.availability.Agent.Load;
import parley.gateway.availability.Agent.Profile;
import parley.gateway.availability.Agent.Status;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Team;
import parley.gateway.availability.Team.TeamMember;
import parley.gateway.availability.store.Outcome;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.store.ChatflowStore.NewChatflow;
import parley.gateway.conversation.Posted;
import parley.gateway.conversation.Start;
import parley.gateway.edge.rest.RestRooms;
import parley.gateway.knowledge.Article;
import parley.gateway.knowledge.Snippet;
import parley.gateway.report.Survey;
import parley.gateway.visitor.Contact;
import parley.gateway.visitor.ContactList;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.IdentityKey;
import parley.gateway.visitor.SubscriptionType;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// A portal with one inbox, a team and a chatflow. Each agent signs in with a token of its own.
public final class Shop {
    public final PortalId portal = new PortalId(UUID.randomUUID());
    public final InboxId inbox = new InboxId(UUID.randomUUID());
    public final TeamId team = new TeamId(UUID.randomUUID());
    public final ChatflowId chatflow = new ChatflowId(UUID.randomUUID());
    public final VisitorId visitor = new VisitorId(UUID.randomUUID());
    public final Staff admin;
    private final RestRooms rooms;
    private Things things;

    public Shop(RestRooms rooms) {
        this.rooms = rooms;
        var origins = Origins.of(List.of("https://shop.example"));
        get(rooms.portals().create(new Portal(portal, "Shop", origins, true, false, 1)));
        admin = agent("alice", Role.ADMIN, Permission.CHATFLOWS_EDIT);
        saved(
                rooms.teams()
                        .save(
                                new Team(
                                        portal,
                                        team,
                                        "Sales",
                                        List.of(new TeamMember(admin.id, true)),
                                        0)));
        saved(
                rooms.inboxes()
                        .save(
                                new Inbox(
                                        portal,
                                        inbox,
                                        "Chat",
                                        channel(),
                                        Set.of(admin.id),
                                        Set.of(team),
                                        0)));
        get(
                rooms.chatflows()
                        .create(
                                new NewChatflow(
                                        chatflow, portal, inbox, "Welcome", Definition.initial())));
    }

    /// One of everything else that admins edit.
    ///
    /// @param upload id of an import
    public record Things(
            ContactId contact,
            UUID list,
            UUID subscription,
            UUID article,
            UUID snippet,
            UUID survey,
            UUID key,
            UUID upload) {}

    /// Made when they are first asked for.
    public Things things() {
        if (things == null) {
            things =
                    new Things(
                            new ContactId(UUID.randomUUID()),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID());
            make(things);
        }
        return things;
    }

    private void make(Things made) {
        var people = rooms.people();
        var library = rooms.library();
        saved(
                people.contacts()
                        .save(
                                new Contact(
                                        portal,
                                        made.contact,
                                        EmailAddress.of("canary-" + made.contact + "@shop.example"),
                                        "canary",
                                        null,
                                        Map.of(),
                                        List.of(),
                                        Instant.EPOCH,
                                        0)));
        saved(people.lists().save(new ContactList(portal, made.list, "canary", 0)));
        saved(
                people.subscriptionTypes()
                        .save(new SubscriptionType(portal, made.subscription, "canary", false, 0)));
        get(people.identity().add(portal, new IdentityKey(made.key, new byte[32], Instant.EPOCH)));
        get(people.imports().begin(portal, made.upload));
        saved(
                library.articles()
                        .save(
                                new Article(
                                        portal,
                                        made.article,
                                        "canary",
                                        "canary",
                                        "https://shop.example/help",
                                        "en",
                                        true,
                                        0)));
        saved(library.snippets().save(new Snippet(portal, made.snippet, "canary", "canary", 0)));
        saved(
                library.surveys()
                        .save(
                                new Survey(
                                        portal,
                                        made.survey,
                                        "canary",
                                        Survey.Delivery.CHAT,
                                        false,
                                        List.of(
                                                new Survey.Question(
                                                        "score",
                                                        Survey.Kind.SCORE,
                                                        "How was it?",
                                                        true,
                                                        List.of())),
                                        0)));
    }

    /// An agent of the portal and the token it signs in with.
    public record Staff(AgentId id, String token) {}

    /// An agent who works in no inbox but through [#join].
    public Staff agent(String name, Role role, Permission... permissions) {
        var id = new AgentId(UUID.randomUUID());
        var profile = new Profile(name, name, name + "-" + id + "@shop.example", null);
        var duty = new Duty(Status.AWAY, Instant.EPOCH, null, null);
        saved(
                rooms.agents()
                        .save(
                                new Agent(
                                        portal,
                                        id,
                                        profile,
                                        true,
                                        true,
                                        duty,
                                        new Load(0, 3, null),
                                        0)));
        get(rooms.grants().save(portal, id, new Grants(role, Set.of(permissions)), 1));
        var token = ApiToken.generate(new SecureRandom());
        get(rooms.tokens().create(portal, id, token, null));
        return new Staff(id, token.reveal());
    }

    /// Gives the inbox to these agents and the admin.
    public void join(Staff... staff) {
        var there = get(rooms.inboxes().find(portal, inbox));
        var agents = new HashSet<>(there.agents());
        for (var one : staff) {
            agents.add(one.id);
        }
        saved(
                rooms.inboxes()
                        .save(
                                new Inbox(
                                        portal,
                                        inbox,
                                        there.name(),
                                        there.channel(),
                                        agents,
                                        there.teams(),
                                        there.version())));
    }

    /// Takes the inbox from everybody but the admin.
    public void empty() {
        var there = get(rooms.inboxes().find(portal, inbox));
        saved(
                rooms.inboxes()
                        .save(
                                new Inbox(
                                        portal,
                                        inbox,
                                        there.name(),
                                        there.channel(),
                                        Set.of(admin.id),
                                        Set.of(),
                                        there.version())));
    }

    /// A conversation that a new visitor has begun.
    public ConversationId conversation(String text) {
        var start =
                new Start(
                        portal,
                        inbox,
                        new VisitorId(UUID.randomUUID()),
                        null,
                        "https://shop.example/",
                        new ClientMessageId(UUID.randomUUID()),
                        new MessageText(text),
                        false);
        return switch (get(rooms.conversations().start(start))) {
            case Posted.Stored(var entry, _, _, _) -> entry.conversation();
            case Posted other -> throw new AssertionError(other);
        };
    }

    public RestRooms rooms() {
        return rooms;
    }

    private static Channel channel() {
        return new Channel(
                new Colour("#0b5fff"),
                new Placement(Placement.Side.RIGHT, 20, 20),
                new Channel.Mode.Always(),
                new Channel.AsAvailable(),
                Channel.ReplyTime.OFF);
    }

    private static <T> T saved(Mono<Outcome<T>> outcome) {
        return switch (get(outcome)) {
            case Outcome.Saved<T>(var value) -> value;
            case Outcome<T> other -> throw new AssertionError(other);
        };
    }
}
