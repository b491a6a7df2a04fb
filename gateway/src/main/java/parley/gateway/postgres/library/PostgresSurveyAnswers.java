package parley.gateway.postgres.library;

import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.postgres.Database;
import parley.gateway.postgres.Rows;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.admin.Transactions;
import parley.gateway.postgres.contacts.ToldRows;
import parley.gateway.report.store.SurveyAnswers;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Answers to surveys, in table `survey_answer` and in the log.
public final class PostgresSurveyAnswers implements SurveyAnswers {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;
    private final Transactions transactions;

    public PostgresSurveyAnswers(Database database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public Mono<Due> due(PortalId portal, VisitorId visitor, ConversationId conversation) {
        return database.query(
                        "SELECT closed_seq, by_agent FROM survey_due($1, $2, $3)",
                        it ->
                                it.bind(0, portal.value())
                                        .bind(1, visitor.value())
                                        .bind(2, conversation.value()),
                        it ->
                                new Due(
                                        Rows.required(it, "closed_seq", Long.class),
                                        Rows.required(it, "by_agent", Boolean.class)))
                .flatMap(it -> Mono.justOrEmpty(it.stream().findFirst()));
    }

    @Override
    public Mono<Stored> store(
            PortalId portal,
            VisitorId visitor,
            ConversationId conversation,
            UUID survey,
            Map<String, String> answers) {
        return database.query(
                        "SELECT * FROM answer_survey($1, $2, $3, $4, $5::jsonb)",
                        it ->
                                it.bind(0, portal.value())
                                        .bind(1, visitor.value())
                                        .bind(2, conversation.value())
                                        .bind(3, survey)
                                        .bind(4, JSON.writeValueAsString(answers)),
                        it -> new Stored(ToldRows.inbox(it), ToldRows.entry(it)))
                .flatMap(it -> Mono.justOrEmpty(it.stream().findFirst()));
    }

    @Override
    public Mono<List<Given>> ofSurvey(
            PortalId portal, UUID survey, @Nullable Instant before, int limit) {
        return transactions.of(
                portal,
                it ->
                        Sql.of(
                                        it,
                                        """
                                        SELECT conversation, closed_seq, at, answers::text AS answers
                                        FROM survey_answer
                                        WHERE portal = $1 AND survey = $2
                                          AND ($3::timestamptz IS NULL OR at < $3)
                                        ORDER BY at DESC LIMIT $4
                                        """)
                                .bind(portal.value())
                                .bind(survey)
                                .bindNullable(before, Instant.class)
                                .bind(limit)
                                .list(PostgresSurveyAnswers::given));
    }

    private static Given given(Row row) {
        return new Given(
                new ConversationId(Sql.get(row, "conversation", UUID.class)),
                Sql.get(row, "closed_seq", Long.class),
                Sql.get(row, "at", Instant.class),
                Rows.facts(Sql.get(row, "answers", String.class)));
    }
}
