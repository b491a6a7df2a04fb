package parley.gateway.session;

import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.report.Survey;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;

/// Surveys over one connection: when they are shown, and what is answered (O14). Confined to the
/// connection's event loop.
final class Surveying {
    private static final Logger LOG = LoggerFactory.getLogger(Surveying.class);

    private final VisitorSession session;
    private final BooleanSupplier records;

    /// @param records whether one more answer may be stored; tells the peer if not
    Surveying(VisitorSession session, BooleanSupplier records) {
        this.session = session;
        this.records = records;
    }

    /// A conversation was closed here and now: its survey is shown, unless it closed by itself and
    /// the survey is not for that (SRV-04).
    void closed(ConversationId conversation, @Nullable ChatflowId chatflow, boolean byAgent) {
        var survey = survey(chatflow);
        if (survey != null && (byAgent || survey.afterInactivity())) {
            ask(conversation, survey);
        }
    }

    /// The latest conversation is closed at `connect`: its survey is shown if it is still due
    /// (O14).
    void foundClosed(ConversationId conversation, @Nullable ChatflowId chatflow) {
        var survey = survey(chatflow);
        if (survey == null) {
            return;
        }
        var _ =
                visiting()
                        .surveys()
                        .due(portal(), session.visitor(), conversation)
                        .subscribe(
                                it ->
                                        session.hop(() -> {
                                            if (it.byAgent() || survey.afterInactivity()) {
                                                ask(conversation, survey);
                                            }
                                        }),
                                e -> LOG.warn("a survey is not shown: {}", e.toString()));
    }

    /// @param chatflow the conversation began in
    void answered(ClientFrame.Survey given, @Nullable ChatflowId chatflow) {
        var survey = survey(chatflow);
        if (survey == null) {
            failed(ErrorCode.NOT_FOUND, given.conversation(), "survey: none is asked");
            return;
        }
        var wrong = wrong(survey, given.answers());
        if (wrong != null) {
            failed(ErrorCode.BAD_REQUEST, given.conversation(), wrong + ": not an answer");
            return;
        }
        if (records.getAsBoolean()) {
            store(given, survey);
        }
    }

    private void store(ClientFrame.Survey given, Survey survey) {
        var conversation = given.conversation();
        Consumer<ErrorCode> refused = it -> session.hop(() -> failed(it, conversation, "survey"));
        var _ =
                visiting()
                        .surveys()
                        .store(
                                portal(),
                                session.visitor(),
                                conversation,
                                survey.id(),
                                given.answers())
                        .doOnNext(it ->
                                session.context()
                                        .talking()
                                        .conversations()
                                        .told(portal(), it.inbox(), it.entry()))
                        .hasElement()
                        .subscribe(
                                stored -> {
                                    if (!stored) {
                                        refused.accept(ErrorCode.CONFLICT);
                                    }
                                },
                                _ -> refused.accept(ErrorCode.UNAVAILABLE));
    }

    private void ask(ConversationId conversation, Survey survey) {
        var questions =
                survey.questions().stream()
                        .map(it ->
                                new ServerFrame.Question(
                                        it.name(),
                                        kind(it.kind()),
                                        it.text(),
                                        it.required(),
                                        it.choices()))
                        .toList();
        session.send(new ServerFrame.SurveyAsked(conversation, survey.id().toString(), questions));
    }

    private static ServerFrame.QuestionKind kind(Survey.Kind kind) {
        return switch (kind) {
            case SCORE -> ServerFrame.QuestionKind.SCORE;
            case TEXT -> ServerFrame.QuestionKind.TEXT;
            case CHOICE -> ServerFrame.QuestionKind.CHOICE;
        };
    }

    /// The name of the first answer that is none; null if all are.
    private static @Nullable String wrong(Survey survey, Map<String, String> answers) {
        for (var question : survey.questions()) {
            var answer = answers.get(question.name());
            boolean good =
                    answer == null
                            ? !question.required()
                            : question.takes(answer) && Storable.text(answer).equals(answer);
            if (!good) {
                return question.name();
            }
        }
        return answers.keySet().stream()
                .filter(it -> survey.questions().stream().noneMatch(q -> q.name().equals(it)))
                .findFirst()
                .map(_ -> "answers")
                .orElse(null);
    }

    private @Nullable Survey survey(@Nullable ChatflowId chatflow) {
        var snapshot = session.portal().snapshot();
        var flow = chatflow == null ? null : snapshot.chatflow(chatflow);
        var id = flow == null ? null : flow.definition().options().survey();
        try {
            return id == null ? null : snapshot.extras().surveys().get(UUID.fromString(id));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private void failed(ErrorCode code, @Nullable ConversationId conversation, String message) {
        session.send(new ServerFrame.Failed(code, conversation, message));
    }

    private Visiting visiting() {
        return session.context().talking().visiting();
    }

    private PortalId portal() {
        return session.portal().id();
    }
}
