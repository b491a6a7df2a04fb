package parley.gateway.edge.rest;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Posted;
import parley.gateway.edge.rest.Route.Subject;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.Entry;
import parley.protocol.value.MessageText;
import parley.protocol.value.Problem;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// Writing into a thread: replies to the visitor, comments to colleagues. Sending the same `cmid`
/// again is harmless, and the way to find out after a 503 (contract G2).
final class MessageRoutes {
    private static final String THREAD = "/api/v1/portals/{portal}/threads/{thread}";
    private static final ClientMessageId NONE = new ClientMessageId(new UUID(0, 0));

    private final Conversations conversations;

    MessageRoutes(Conversations conversations) {
        this.conversations = conversations;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        THREAD + "/messages",
                        Command.REPLY,
                        Subject.THREAD,
                        it -> post(it, Stream.PUBLIC)),
                Route.post(
                        THREAD + "/comments",
                        Command.COMMENT,
                        Subject.THREAD,
                        it -> post(it, Stream.INTERNAL)));
    }

    private Mono<Answer> post(Call call, Stream stream) {
        return call.reading(
                it -> {
                    var cmid = it.parsed("cmid", "a UUID", ClientMessageId::of, NONE);
                    var text = text(it);
                    return text == null ? null : append(call, stream, cmid, text);
                },
                it -> conversations.post(it).map(MessageRoutes::answer));
    }

    private static Append append(Call call, Stream stream, ClientMessageId cmid, MessageText text) {
        var thread = call.conversation();
        var actor = new Actor.Agent(call.principal().agent());
        return new Append(thread.portal(), thread.id(), stream, actor, cmid, text);
    }

    private static @Nullable MessageText text(Fields fields) {
        var body = fields.optionalText("body", 0, Integer.MAX_VALUE);
        var problem = body == null ? MessageText.Problem.BLANK : MessageText.problem(body);
        if (body != null && problem == MessageText.Problem.NONE) {
            return new MessageText(body);
        }
        fields.add(List.of(new Problem("body", describe(problem), EXPECTED)));
        return null;
    }

    private static final String EXPECTED =
            "1 to %d characters, at most %d bytes, not blank, no control characters"
                    .formatted(MessageText.MAX_CODE_POINTS, MessageText.MAX_BYTES);

    private static String describe(MessageText.Problem problem) {
        return switch (problem) {
            case BLANK -> "nothing but white space";
            case TOO_LONG -> "too long a text";
            case BAD_CHARACTER -> "a text with a character that cannot be stored";
            case NONE -> "a good text";
        };
    }

    private static Answer answer(Posted posted) {
        return switch (posted) {
            case Posted.Stored(var entry, _, _, _) -> stored(201, entry);
            case Posted.Duplicate(var entry, _) -> stored(200, entry);
            case Posted.CmidConflict _ ->
                    Answer.conflict(
                            "cmid_conflict", "This cmid was used for another text.", List.of());
            case Posted.Closed _ ->
                    Answer.conflict("closed", "The thread is closed and stays so.", List.of());
            case Posted.NotFound _ -> Answer.notFound();
            case Posted.TooFast(var retry) -> Answer.tooMany(Math.max(1, retry.toSeconds()));
            case Posted.Unknown _ -> Answer.unavailable();
        };
    }

    private static Answer stored(int status, Entry entry) {
        return new Answer(status, ThreadJson.write(entry), Map.of());
    }
}
