package parley.gateway.edge.rest;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.Parsed;
import parley.gateway.availability.store.InboxStore;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;
import parley.protocol.value.Problem;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Inboxes and their chat channels. A list shows those where the caller works.
final class InboxRoutes {
    private static final String INBOXES = "/api/v1/portals/{portal}/inboxes";
    private static final String INBOX = INBOXES + "/{inbox}";
    private static final int MAX_STAFF = 1_000;
    private static final Answers<Inbox> ANSWERS = new Answers<>(InboxRoutes::json, Inbox::version);

    private final InboxStore inboxes;
    private final Supplier<UUID> ids;

    InboxRoutes(InboxStore inboxes, Supplier<UUID> ids) {
        this.inboxes = inboxes;
        this.ids = ids;
    }

    List<Route> routes() {
        return List.of(
                Route.get(INBOXES, Command.READ_INBOX, Subject.PORTAL, this::list),
                Route.post(INBOXES, Command.EDIT_INBOX, Subject.PORTAL, this::create),
                Route.get(INBOX, Command.READ_INBOX, Subject.INBOX, this::read),
                Route.put(INBOX, Command.EDIT_INBOX, Subject.INBOX, this::update),
                Route.delete(INBOX, Command.EDIT_INBOX, Subject.INBOX, this::delete));
    }

    private Mono<Answer> list(Call call) {
        return inboxes.ofPortal(call.portal())
                .map(all -> all.stream().filter(it -> call.principal().worksIn(it.id())).toList())
                .map(it -> ANSWERS.list("inboxes", it));
    }

    private Mono<Answer> create(Call call) {
        return call.reading(
                it -> inbox(it, call, new InboxId(ids.get()), 0),
                it -> inboxes.save(it).map(ANSWERS::created));
    }

    private Mono<Answer> read(Call call) {
        return ANSWERS.found(inboxes.find(call.portal(), call.inbox()));
    }

    private Mono<Answer> update(Call call) {
        return call.reading(
                it -> inbox(it, call, call.inbox(), it.version(call.ifMatch())),
                it -> inboxes.save(it).map(ANSWERS::changed));
    }

    private Mono<Answer> delete(Call call) {
        return call.expecting(
                it -> inboxes.delete(call.portal(), call.inbox(), it).map(ANSWERS::deleted));
    }

    private static @Nullable Inbox inbox(Fields fields, Call call, InboxId id, long version) {
        var name = fields.text("name", 1, 200);
        var channel = channel(fields);
        var agents = fields.list("agents", MAX_STAFF, "the id of an agent", AgentId::of);
        var teams = fields.list("teams", MAX_STAFF, "the id of a team", TeamId::of);
        return channel == null
                ? null
                : new Inbox(
                        call.portal(),
                        id,
                        name,
                        channel,
                        Set.copyOf(agents),
                        Set.copyOf(teams),
                        version);
    }

    private static @Nullable Channel channel(Fields fields) {
        var node = fields.raw("channel");
        if (node == null) {
            fields.add(
                    List.of(new Problem("channel", "nothing", "the settings of the chat channel")));
            return null;
        }
        return switch (ChannelJson.read(node, "channel")) {
            case Parsed.Good<Channel>(var channel) -> channel;
            case Parsed.Bad<Channel>(var problems) -> {
                fields.add(problems);
                yield null;
            }
        };
    }

    private static JsonNode json(Inbox inbox) {
        var node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", inbox.id().toString())
                        .put("name", inbox.name());
        node.set("channel", ChannelJson.write(inbox.channel()));
        var agents = node.putArray("agents");
        inbox.agents().stream().map(AgentId::toString).sorted().forEach(agents::add);
        var teams = node.putArray("teams");
        inbox.teams().stream().map(TeamId::toString).sorted().forEach(teams::add);
        return node.put("version", inbox.version());
    }
}
