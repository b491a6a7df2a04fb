package parley.gateway.edge.rest;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.VisitorFacts;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.session.explain.Question;
import parley.gateway.session.explain.Question.OpenConversation;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;

/// A page view in a body: `page`, `origin`, `visitor`, `conversation`, `dismissedAt`.
final class QuestionBody {
    /// What an instant looks like.
    static final String INSTANT = "an instant such as 2026-05-04T08:00:00Z";

    private static final int MAX_PAGE = 16_384;

    private QuestionBody() {}

    static Question read(Fields fields, Instant at) {
        return new Question(
                fields.text("page", 0, MAX_PAGE),
                fields.optionalText("origin", 1, 300),
                visitor(fields),
                fields.optionalObject("conversation", QuestionBody::conversation),
                fields.optionalParsed("dismissedAt", INSTANT, QuestionBody::parsed),
                at);
    }

    /// An instant that must be there.
    static Instant instant(Fields fields, String name) {
        return fields.parsed(name, INSTANT, QuestionBody::parsed, Instant.EPOCH);
    }

    /// An instant; null if absent.
    static @Nullable Instant optionalInstant(Fields fields, String name) {
        return fields.optionalParsed(name, INSTANT, QuestionBody::parsed);
    }

    static VisitorFacts visitor(Fields fields) {
        var node = fields.raw("visitor");
        if (node == null) {
            return VisitorFacts.NOTHING;
        }
        return switch (ChatflowJson.readVisitor(node)) {
            case Read.Good<VisitorFacts>(var visitor) -> visitor;
            case Read.Bad<VisitorFacts>(var problems) -> {
                fields.add(ChatflowRoutes.problems(problems, fields.at("visitor")));
                yield VisitorFacts.NOTHING;
            }
        };
    }

    /// @throws IllegalArgumentException if it is none
    static Instant parsed(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(INSTANT, e);
        }
    }

    private static OpenConversation conversation(Fields fields) {
        return new OpenConversation(
                fields.optionalParsed("chatflow", "the id of a chatflow", ChatflowId::of),
                fields.optionalParsed("assignee", "the id of an agent", AgentId::of));
    }
}
