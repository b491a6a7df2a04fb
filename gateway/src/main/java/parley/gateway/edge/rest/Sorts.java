package parley.gateway.edge.rest;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.edge.rest.ThingRoutes.Sort;
import parley.gateway.knowledge.Article;
import parley.gateway.knowledge.Snippet;
import parley.gateway.knowledge.Words;
import parley.gateway.report.Survey;
import parley.gateway.visitor.ContactList;
import parley.gateway.visitor.SubscriptionType;
import parley.protocol.value.PortalId;
import parley.protocol.value.Problem;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The things that admins edit, as JSON.
final class Sorts {
    private static final int MAX_BODY = 100_000;

    private Sorts() {}

    static Sort<ContactList> lists() {
        return new Sort<>(
                "contact-lists",
                "lists",
                "list",
                Command.READ_CONTACT,
                Command.EDIT_LIBRARY,
                (it, portal, id, version) ->
                        new ContactList(portal, id, it.text("name", 1, 100).strip(), version),
                new Answers<>(
                        it -> json(it.id(), it.version(), to -> to.put("name", it.name())),
                        ContactList::version));
    }

    static Sort<SubscriptionType> subscriptionTypes() {
        return new Sort<>(
                "subscription-types",
                "subscriptionTypes",
                "subscription",
                Command.READ_LIBRARY,
                Command.EDIT_LIBRARY,
                (it, portal, id, version) ->
                        new SubscriptionType(
                                portal,
                                id,
                                it.text("name", 1, 100),
                                it.bool("archived", false),
                                version),
                new Answers<>(
                        it ->
                                json(
                                        it.id(),
                                        it.version(),
                                        to ->
                                                to.put("name", it.name())
                                                        .put("archived", it.archived())),
                        SubscriptionType::version));
    }

    static Sort<Snippet> snippets() {
        return new Sort<>(
                "snippets",
                "snippets",
                "snippet",
                Command.READ_LIBRARY,
                Command.EDIT_SNIPPET,
                (it, portal, id, version) ->
                        new Snippet(
                                portal,
                                id,
                                it.parsed("shortcut", SHORTCUT, Sorts::shortcut, ""),
                                it.text("body", 1, 4_000),
                                version),
                new Answers<>(
                        it ->
                                json(
                                        it.id(),
                                        it.version(),
                                        to ->
                                                to.put("shortcut", it.shortcut())
                                                        .put("body", it.body())),
                        Snippet::version));
    }

    static Sort<Article> articles() {
        return new Sort<>(
                "articles",
                "articles",
                "article",
                Command.READ_LIBRARY,
                Command.EDIT_LIBRARY,
                (it, portal, id, version) ->
                        new Article(
                                portal,
                                id,
                                it.text("title", 1, 200),
                                it.text("body", 1, MAX_BODY),
                                it.parsed("url", URL, Sorts::url, ""),
                                it.parsed("language", LANGUAGE, Sorts::language, "en"),
                                it.bool("published", false),
                                version),
                new Answers<>(
                        it ->
                                json(
                                        it.id(),
                                        it.version(),
                                        to ->
                                                to.put("title", it.title())
                                                        .put("body", it.body())
                                                        .put("url", it.url())
                                                        .put("language", it.language())
                                                        .put("published", it.published())),
                        Article::version));
    }

    static Sort<Survey> surveys() {
        return new Sort<>(
                "surveys",
                "surveys",
                "survey",
                Command.READ_LIBRARY,
                Command.EDIT_LIBRARY,
                Sorts::survey,
                new Answers<>(Sorts::json, Survey::version));
    }

    private static final String SHORTCUT = "1 to 50 characters without white space";
    private static final String URL = "an https address of at most 2,048 characters";
    private static final String LANGUAGE = "a language such as en or de";
    private static final String NAME = "1 to 50 letters, digits, _ or -";
    private static final String DELIVERY = "chat, email or page";
    private static final String KIND = "score, text or choice";

    private static Survey survey(Fields it, PortalId portal, UUID id, long version) {
        var questions = it.objects("questions", Survey.MAX_QUESTIONS, Sorts::question);
        var names = new HashSet<String>();
        if (questions.isEmpty()) {
            it.add(List.of(new Problem("questions", "nothing", "1 to 20 questions")));
        }
        questions.stream()
                .filter(question -> !names.add(question.name()))
                .forEach(question ->
                        it.add(
                                List.of(
                                        new Problem(
                                                "questions",
                                                "\"" + question.name() + "\"",
                                                "each name once"))));
        return new Survey(
                portal,
                id,
                it.text("name", 1, 200),
                delivery(it),
                it.bool("afterInactivity", false),
                questions,
                version);
    }

    private static Survey.Delivery delivery(Fields it) {
        var chosen = it.optionalParsed("delivery", DELIVERY, Sorts::delivery);
        return chosen == null ? Survey.Delivery.CHAT : chosen;
    }

    private static Survey.Question question(Fields it) {
        var kind = it.parsed("kind", KIND, Sorts::kind, Survey.Kind.TEXT);
        var choices = it.list("choices", 20, "a text of 1 to 200 characters", Sorts::choice);
        if ((kind == Survey.Kind.CHOICE) != (choices.size() >= 2)) {
            it.add(
                    List.of(
                            new Problem(
                                    "choices",
                                    choices.size() + " choices",
                                    "2 to 20 for a choice, none else")));
        }
        return new Survey.Question(
                it.parsed("name", NAME, Sorts::name, ""),
                kind,
                it.text("text", 1, 500),
                it.bool("required", false),
                choices);
    }

    private static ObjectNode json(Survey survey) {
        return json(
                survey.id(),
                survey.version(),
                to -> {
                    to.put("name", survey.name())
                            .put("delivery", lower(survey.delivery()))
                            .put("afterInactivity", survey.afterInactivity());
                    var questions = to.putArray("questions");
                    survey.questions().forEach(it -> json(it, questions.addObject()));
                });
    }

    private static void json(Survey.Question question, ObjectNode to) {
        to.put("name", question.name())
                .put("kind", lower(question.kind()))
                .put("text", question.text())
                .put("required", question.required());
        var choices = to.putArray("choices");
        question.choices().forEach(choices::add);
    }

    private static ObjectNode json(UUID id, long version, Consumer<ObjectNode> more) {
        var node = JsonNodeFactory.instance.objectNode().put("id", id.toString());
        more.accept(node);
        return node.put("version", version);
    }

    private static String shortcut(String text) {
        return matching(text, "\\S{1,50}");
    }

    private static String name(String text) {
        return matching(text, "[A-Za-z0-9_-]{1,50}");
    }

    private static String choice(String text) {
        return matching(text, "(?s).{1,200}");
    }

    private static String url(String text) {
        return matching(text, "https://[^\\s\"<>]{1,2040}");
    }

    private static String language(String text) {
        return Words.primary(matching(text, "[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,4}"));
    }

    private static Survey.Delivery delivery(String text) {
        return Survey.Delivery.valueOf(matching(text, "[a-z]+").toUpperCase(Locale.ROOT));
    }

    private static Survey.Kind kind(String text) {
        return Survey.Kind.valueOf(matching(text, "[a-z]+").toUpperCase(Locale.ROOT));
    }

    private static String matching(@Nullable String text, String pattern) {
        if (text == null || !text.matches(pattern)) {
            throw new IllegalArgumentException(pattern);
        }
        return text;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
