package parley.gateway.postgres.library;

import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import parley.gateway.knowledge.Article;
import parley.gateway.knowledge.Snippet;
import parley.gateway.knowledge.Words;
import parley.gateway.postgres.admin.Sql;
import parley.gateway.postgres.library.Shape.Column;
import parley.gateway.postgres.library.Shape.Key;
import parley.gateway.report.Survey;
import parley.gateway.visitor.ContactList;
import parley.gateway.visitor.SubscriptionType;
import parley.protocol.value.PortalId;
import tools.jackson.databind.json.JsonMapper;

/// The tables of things that admins edit.
public final class Shapes {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Shapes() {}

    /// Table `contact_list`.
    public static Shape<ContactList> lists() {
        return new Shape<>(
                "contact_list",
                "name, id",
                List.of(Column.of("name", ContactList::name)),
                "name",
                it -> new Key(it.portal(), it.id(), it.version()),
                row -> new ContactList(portal(row), id(row), text(row, "name"), version(row)));
    }

    /// Table `subscription_type`.
    public static Shape<SubscriptionType> subscriptionTypes() {
        return new Shape<>(
                "subscription_type",
                "name, id",
                List.of(
                        Column.of("name", SubscriptionType::name),
                        Column.of("archived", SubscriptionType::archived)),
                "",
                it -> new Key(it.portal(), it.id(), it.version()),
                row ->
                        new SubscriptionType(
                                portal(row),
                                id(row),
                                text(row, "name"),
                                Sql.get(row, "archived", Boolean.class),
                                version(row)));
    }

    /// Table `snippet`.
    public static Shape<Snippet> snippets() {
        return new Shape<>(
                "snippet",
                "shortcut",
                List.of(Column.of("shortcut", Snippet::shortcut), Column.of("body", Snippet::body)),
                "shortcut",
                it -> new Key(it.portal(), it.id(), it.version()),
                row ->
                        new Snippet(
                                portal(row),
                                id(row),
                                text(row, "shortcut"),
                                text(row, "body"),
                                version(row)));
    }

    /// Table `article`.
    public static Shape<Article> articles() {
        return new Shape<>(
                "article",
                "title, id",
                List.of(
                        Column.of("title", Article::title),
                        Column.of("body", Article::body),
                        Column.of("url", Article::url),
                        Column.of("language", Article::language),
                        new Column<>(
                                "words",
                                "::text::regconfig",
                                it -> Words.configuration(it.language())),
                        Column.of("published", Article::published)),
                "",
                it -> new Key(it.portal(), it.id(), it.version()),
                row ->
                        new Article(
                                portal(row),
                                id(row),
                                text(row, "title"),
                                text(row, "body"),
                                text(row, "url"),
                                text(row, "language"),
                                Sql.get(row, "published", Boolean.class),
                                version(row)));
    }

    /// Table `survey`.
    public static Shape<Survey> surveys() {
        return new Shape<>(
                "survey",
                "name, id",
                List.of(
                        Column.of("name", Survey::name),
                        Column.of("delivery", it -> lower(it.delivery())),
                        Column.of("after_inactivity", Survey::afterInactivity),
                        new Column<>("questions", "::jsonb", Shapes::questions)),
                "",
                it -> new Key(it.portal(), it.id(), it.version()),
                row ->
                        new Survey(
                                portal(row),
                                id(row),
                                text(row, "name"),
                                Survey.Delivery.valueOf(
                                        text(row, "delivery").toUpperCase(Locale.ROOT)),
                                Sql.get(row, "after_inactivity", Boolean.class),
                                questions(text(row, "questions")),
                                version(row)));
    }

    private static String questions(Survey survey) {
        var array = JSON.createArrayNode();
        for (var it : survey.questions()) {
            var node =
                    array.addObject()
                            .put("name", it.name())
                            .put("kind", lower(it.kind()))
                            .put("text", it.text())
                            .put("required", it.required());
            var choices = node.putArray("choices");
            it.choices().forEach(choices::add);
        }
        return array.toString();
    }

    private static List<Survey.Question> questions(String json) {
        var questions = new ArrayList<Survey.Question>();
        for (var it : JSON.readTree(json)) {
            var choices = new ArrayList<String>();
            it.path("choices").forEach(choice -> choices.add(choice.asString()));
            questions.add(
                    new Survey.Question(
                            it.path("name").asString(),
                            Survey.Kind.valueOf(
                                    it.path("kind").asString().toUpperCase(Locale.ROOT)),
                            it.path("text").asString(),
                            it.path("required").asBoolean(),
                            choices));
        }
        return questions;
    }

    private static PortalId portal(Row row) {
        return new PortalId(Sql.get(row, "portal", UUID.class));
    }

    private static UUID id(Row row) {
        return Sql.get(row, "id", UUID.class);
    }

    private static String text(Row row, String column) {
        return Sql.get(row, column, String.class);
    }

    private static long version(Row row) {
        return Sql.get(row, "version", Long.class);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
