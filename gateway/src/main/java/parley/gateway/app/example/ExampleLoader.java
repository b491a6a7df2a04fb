package parley.gateway.app.example;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import parley.gateway.access.Grants;
import parley.gateway.access.Origins;
import parley.gateway.access.Permission;
import parley.gateway.access.Portal;
import parley.gateway.access.Role;
import parley.gateway.access.store.Saved;
import parley.gateway.app.example.ExamplePortal.AgentPart;
import parley.gateway.app.example.ExamplePortal.ChatflowPart;
import parley.gateway.app.example.ExamplePortal.InboxPart;
import parley.gateway.app.example.ExamplePortal.TeamPart;
import parley.gateway.availability.Agent;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Team;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.Parsed;
import parley.gateway.availability.store.Outcome;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.chatflow.store.ChatflowChange;
import parley.gateway.chatflow.store.ChatflowStore.NewChatflow;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Fills an empty database with the example, through the stores that the REST API writes through.
public final class ExampleLoader {
    private final ExampleStores stores;
    private final ExamplePortal example;
    private final PortalId portal;

    public ExampleLoader(ExampleStores stores, ExamplePortal example) {
        this.stores = stores;
        this.example = example;
        this.portal = new PortalId(example.portal().id());
    }

    /// @return whether it was loaded: false if there is a portal already
    public Mono<Boolean> load() {
        return stores.portals()
                .all()
                .flatMap(there ->
                        there.isEmpty() ? everything().thenReturn(true) : Mono.just(false));
    }

    private Mono<Void> everything() {
        return stores.portals()
                .create(
                        new Portal(
                                portal,
                                example.portal().name(),
                                Origins.of(example.portal().origins()),
                                true,
                                false,
                                1))
                .thenMany(Flux.fromIterable(example.agents()).concatMap(this::agent))
                .thenMany(Flux.fromIterable(example.teams()).concatMap(this::team))
                .thenMany(Flux.fromIterable(example.inboxes()).concatMap(this::inbox))
                .thenMany(Flux.fromIterable(example.chatflows()).concatMap(this::chatflow))
                .then();
    }

    private Mono<Void> agent(AgentPart part) {
        var id = new AgentId(part.id());
        var permissions =
                part.permissions().stream()
                        .map(Permission::ofWireName)
                        .collect(toUnmodifiableSet());
        var grants = new Grants(Role.ofWireName(part.role()), permissions);
        return stores.agents()
                .save(agent(id, part))
                .map(ExampleLoader::saved)
                .flatMap(it -> stores.grants().save(portal, id, grants, it.version()))
                .doOnNext(it -> {
                    if (!(it instanceof Saved.Stored<Grants>)) {
                        throw new IllegalArgumentException(part.name() + ": " + it);
                    }
                })
                .then(stores.presence().setStatus(portal, id, Agent.Status.AVAILABLE, id))
                .then();
    }

    private Agent agent(AgentId id, AgentPart part) {
        return new Agent(
                portal,
                id,
                new Agent.Profile(part.name(), part.firstName(), part.email(), null),
                true,
                true,
                new Agent.Duty(Agent.Status.AWAY, Instant.EPOCH, null, null),
                new Agent.Load(0, part.capacity(), null),
                0);
    }

    private Mono<Team> team(TeamPart part) {
        var members =
                part.main().stream().map(it -> new Team.TeamMember(new AgentId(it), true)).toList();
        return stores.teams()
                .save(new Team(portal, new TeamId(part.id()), part.name(), members, 0))
                .map(ExampleLoader::saved);
    }

    private Mono<Inbox> inbox(InboxPart part) {
        return switch (ChannelJson.read(part.channel(), "channel")) {
            case Parsed.Bad<Channel>(var problems) -> Mono.error(wrong(part.name(), problems));
            case Parsed.Good<Channel>(var channel) ->
                    stores.inboxes().save(inbox(part, channel)).map(ExampleLoader::saved);
        };
    }

    private Inbox inbox(InboxPart part, Channel channel) {
        return new Inbox(
                portal,
                new InboxId(part.id()),
                part.name(),
                channel,
                part.agents().stream().map(AgentId::new).collect(toUnmodifiableSet()),
                part.teams().stream().map(TeamId::new).collect(toUnmodifiableSet()),
                0);
    }

    private Mono<ChatflowChange> chatflow(ChatflowPart part) {
        var id = new ChatflowId(part.id());
        return switch (ChatflowJson.read(part.definition(), Definition.initial())) {
            case Read.Bad<Definition>(var problems) -> Mono.error(wrong(part.name(), problems));
            case Read.Good<Definition>(var definition) ->
                    stores.chatflows()
                            .create(
                                    new NewChatflow(
                                            id,
                                            portal,
                                            new InboxId(part.inbox()),
                                            part.name(),
                                            definition))
                            .map(ExampleLoader::saved)
                            .flatMap(version ->
                                    stores.chatflows().publish(portal, id, version, true));
        };
    }

    private static <T> T saved(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Saved<T>(var value)) {
            return value;
        }
        throw new IllegalArgumentException("the example does not fit: " + outcome);
    }

    private static long saved(ChatflowChange change) {
        if (change instanceof ChatflowChange.Saved(var chatflow)) {
            return chatflow.version();
        }
        throw new IllegalArgumentException("the example does not fit: " + change);
    }

    private static IllegalArgumentException wrong(String name, List<?> problems) {
        var words = Stream.of(problems.toArray()).map(Object::toString).toList();
        return new IllegalArgumentException(name + ": " + String.join("; ", words));
    }
}
