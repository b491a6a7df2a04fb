package parley.gateway.edge.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.json.ChannelJson;
import parley.gateway.availability.json.Parsed;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.session.PortalFacts;
import parley.gateway.session.explain.Question;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import tools.jackson.databind.JsonNode;

/// A made-up portal and a question about it: the body of `explain/evaluate`. Everything in it has
/// the form it has elsewhere in the API, so that anybody can run worked examples against a live
/// gateway.
///
/// @param routing who would get the conversation; null if it is not asked
record EvaluateBody(PortalFacts portal, Question question, @Nullable Routing routing) {
    private static final int MAX_CHATFLOWS = 1_000;
    private static final int MAX_ORIGINS = 200;
    private static final PortalId PORTAL = new PortalId(new UUID(0, 1));
    private static final Channel ALWAYS =
            new Channel(
                    new Colour("#000000"),
                    new Placement(Placement.Side.RIGHT, 0, 0),
                    new Channel.Mode.Always(),
                    new Channel.AsAvailable(),
                    Channel.ReplyTime.OFF);

    /// What routing wants to know beside.
    ///
    /// @param owner of the visitor's contact
    /// @param tried who had the conversation and did not answer
    record Routing(@Nullable AgentId owner, Set<AgentId> tried) {}

    static EvaluateBody read(Fields fields) {
        var question = QuestionBody.read(fields, QuestionBody.instant(fields, "at"));
        var staff = StaffBody.read(fields, PORTAL, question.at());
        var fallback = channel(fields, ALWAYS);
        var inboxes = new ArrayList<Inbox>();
        var chatflows =
                fields.objects(
                        "chatflows",
                        MAX_CHATFLOWS,
                        it -> chatflow(it, fallback, inboxes, staff.agents().keySet()));
        var facts =
                new PortalFacts(
                        portal(fields, question),
                        chatflows,
                        inboxes.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                Inbox::id, Function.identity())),
                        staff);
        return new EvaluateBody(
                facts, question, fields.optionalObject("routing", EvaluateBody::routing));
    }

    private static Portal portal(Fields fields, Question question) {
        var origins =
                fields.list(
                        "origins",
                        MAX_ORIGINS,
                        "http[s]://host[:port], exactly, or one label as *.",
                        text -> {
                            var _ = Origins.of(List.of(text));
                            return text;
                        });
        var page = PageView.of(question.page());
        boolean anywhere = fields.raw("origins") == null && page.isWebPage();
        var allowed =
                anywhere
                        ? new Origins(Set.of(normalised(question.origin(), page)))
                        : Origins.of(origins);
        return new Portal(
                PORTAL,
                "Evaluated",
                allowed,
                fields.bool("active", true),
                fields.bool("privacy", true),
                1);
    }

    private static String normalised(@Nullable String origin, PageView page) {
        var text = origin == null ? page.origin() : origin;
        var normal = Origins.normalise(text);
        return normal == null ? text : normal;
    }

    private static Chatflow chatflow(
            Fields fields, Channel fallback, List<Inbox> inboxes, Set<AgentId> everyone) {
        int number = inboxes.size() + 1;
        var inbox = new InboxId(new UUID(2, number));
        inboxes.add(
                new Inbox(
                        PORTAL,
                        inbox,
                        "Inbox " + number,
                        channel(fields, fallback),
                        everyone,
                        Set.of(),
                        1));
        var id = fields.optionalParsed("id", "the id of a chatflow", ChatflowId::of);
        var name = fields.optionalText("name", 1, 200);
        var position = fields.optionalInt("position", 1, Integer.MAX_VALUE);
        var created =
                fields.optionalParsed("createdAt", QuestionBody.INSTANT, QuestionBody::parsed);
        var published = fields.bool("published", true);
        var definition = ChatflowRoutes.definition(fields, Definition.initial());
        if (published) {
            fields.add(
                    ChatflowRoutes.problems(
                            definition.problemsToPublish(), fields.at("definition")));
        }
        return new Chatflow(
                id == null ? new ChatflowId(new UUID(3, number)) : id,
                PORTAL,
                inbox,
                name == null || name.isBlank() ? "Chatflow " + number : name,
                published,
                position == null ? number : position,
                1,
                created == null ? Instant.EPOCH : created,
                definition);
    }

    private static Channel channel(Fields fields, Channel absent) {
        JsonNode node = fields.raw("channel");
        if (node == null) {
            return absent;
        }
        return switch (ChannelJson.read(node, fields.at("channel"))) {
            case Parsed.Good<Channel>(var channel) -> channel;
            case Parsed.Bad<Channel>(var problems) -> {
                fields.add(problems);
                yield absent;
            }
        };
    }

    private static Routing routing(Fields fields) {
        return new Routing(
                fields.optionalParsed("owner", "the id of an agent", AgentId::of),
                Set.copyOf(fields.list("tried", MAX_CHATFLOWS, "the id of an agent", AgentId::of)));
    }
}
