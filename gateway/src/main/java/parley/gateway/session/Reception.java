package parley.gateway.session;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.report.Survey;
import parley.gateway.report.store.Counters.What;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.Standing;
import parley.gateway.visitor.store.Visitors.Answered;
import parley.gateway.visitor.store.Visitors.Told;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ConsentKind;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Who the visitor is and what the visitor answers, beside messages: consents, an address, surveys,
/// questions to the knowledge base. Made when there is something to know. Confined to the
/// connection's event loop.
///
/// What changes the standing holds back what the peer says next until it is stored: a message right
/// behind an answer finds the gate open.
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private static final int MAX_FOUND = 5;
    private static final int WINDOW_TICKS = 5 * Link.TICKS_PER_SECOND;
    private static final int SEARCHES_A_WINDOW = 5;
    private static final int RECORDS_A_WINDOW = 10;

    private final VisitorSession session;
    private final Rate searches = new Rate();
    private final Rate records = new Rate();
    private Standing standing = Standing.UNKNOWN;

    Reception(VisitorSession session) {
        this.session = session;
    }

    Standing standing() {
        return standing;
    }

    void knows(Standing known) {
        standing = known;
    }

    // ---- answers -----------------------------------------------------------------------------

    void consent(ClientFrame.Consent consent) {
        var gates = session.gates();
        var text = gates == null ? null : gates.text(consent.kind(), consent.textVersion());
        if (text == null) {
            failed(ErrorCode.BAD_REQUEST, null, "version: not what is asked");
            return;
        }
        if (consent.kind() == ConsentKind.COOKIE && !consent.answer()) {
            return; // who refuses to be recognised leaves no record (PRV-05)
        }
        if (mayRecord()) {
            var answered =
                    new Answered(
                            consent.kind().wireName(),
                            text.version(),
                            text.text(),
                            consent.answer(),
                            text.subscription(),
                            session.origin());
            changes(visiting().visitors().consent(portal(), session.visitor(), answered));
        }
    }

    void contact(ClientFrame.Contact contact) {
        EmailAddress email;
        try {
            email = EmailAddress.of(contact.email());
        } catch (IllegalArgumentException _) {
            failed(ErrorCode.BAD_REQUEST, null, "email: name@example.com is expected");
            return;
        }
        if (mayRecord()) {
            changes(visiting().visitors().email(portal(), session.visitor(), email));
        }
    }

    /// Known again after something changed elsewhere.
    void lookAgain() {
        var _ =
                visiting()
                        .visitors()
                        .standing(portal(), session.visitor())
                        .subscribe(
                                it -> hop(() -> changed(it)),
                                e -> LOG.warn("a visitor's standing is old: {}", e.toString()));
    }

    private void changes(Mono<List<Told>> change) {
        session.hold();
        var visitor = session.visitor();
        var _ =
                change.doOnNext(this::tell)
                        .then(Mono.defer(() -> visiting().visitors().standing(portal(), visitor)))
                        .subscribe(
                                it ->
                                        hop(() -> {
                                            standing = it;
                                            session.release();
                                        }),
                                e ->
                                        hop(() -> {
                                            LOG.warn("an answer was not stored: {}", e.toString());
                                            failed(ErrorCode.UNAVAILABLE, null, "try again");
                                            session.release();
                                        }));
    }

    private void changed(Standing now) {
        standing = now;
        session.decideAgain();
    }

    private void tell(List<Told> told) {
        told.forEach(it ->
                session.context().talking().conversations().told(portal(), it.inbox(), it.entry()));
    }

    // ---- knowledge base ----------------------------------------------------------------------

    void search(ClientFrame.Search search) {
        var chatflow = session.searchable();
        if (chatflow == null) {
            failed(ErrorCode.FORBIDDEN, null, "search: not here");
            return;
        }
        var metrics = session.context().metrics();
        int window = session.loop().now() / WINDOW_TICKS;
        if (!searches.take(window, SEARCHES_A_WINDOW)
                || !session.context().portalLimits().search(portal())) {
            metrics.limited("search");
            failed(ErrorCode.RATE_LIMITED, null, "search: too often");
            return;
        }
        var query = storable(search.query()).strip();
        if (query.isEmpty()) {
            session.send(new ServerFrame.Results(search.query(), List.of()));
            return;
        }
        visiting().counters().count(portal(), chatflow.id(), What.SEARCHED);
        var language = chatflow.definition().options().language();
        var _ =
                visiting()
                        .articles()
                        .search(portal(), language, query, MAX_FOUND)
                        .subscribe(
                                it -> hop(() -> found(search.query(), it)),
                                _ -> hop(() -> failed(ErrorCode.UNAVAILABLE, null, "search")));
    }

    private void found(String query, List<ArticleSearch.Found> articles) {
        session.send(
                new ServerFrame.Results(
                        query,
                        articles.stream()
                                .map(it ->
                                        new ServerFrame.Article(it.title(), it.excerpt(), it.url()))
                                .toList()));
    }

    // ---- surveys -----------------------------------------------------------------------------

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
                                        hop(() -> {
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
        if (mayRecord()) {
            store(given, survey);
        }
    }

    private void store(ClientFrame.Survey given, Survey survey) {
        var conversation = given.conversation();
        Consumer<ErrorCode> refused = it -> hop(() -> failed(it, conversation, "survey"));
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
                            : question.takes(answer) && storable(answer).equals(answer);
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

    // ---- inside ------------------------------------------------------------------------------

    private boolean mayRecord() {
        int window = session.loop().now() / WINDOW_TICKS;
        if (records.take(window, RECORDS_A_WINDOW)
                && session.context().portalLimits().record(portal())) {
            return true;
        }
        session.context().metrics().limited("records");
        failed(ErrorCode.RATE_LIMITED, null, "too often");
        return false;
    }

    /// Control characters, which the database cannot keep, become blanks.
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void failed(ErrorCode code, @Nullable ConversationId conversation, String message) {
        session.send(new ServerFrame.Failed(code, conversation, message));
    }

    private void hop(Runnable task) {
        session.loop()
                .execute(() -> {
                    if (session.listening()) {
                        task.run();
                    }
                });
    }

    private Visiting visiting() {
        return session.context().talking().visiting();
    }

    private PortalId portal() {
        return session.portal().id();
    }
}
