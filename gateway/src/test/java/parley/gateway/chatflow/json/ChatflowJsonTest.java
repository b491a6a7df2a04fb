package parley.gateway.chatflow.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.chatflow.Assignees;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Display;
import parley.gateway.chatflow.Fact;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Problem;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;
import parley.protocol.value.AgentId;
import parley.protocol.value.TeamId;

@DisplayName("A definition as JSON")
class ChatflowJsonTest {
    private static final Assignees PEOPLE =
            new Assignees(
                    List.of(new AgentId(new UUID(1, 1))), List.of(new TeamId(new UUID(2, 2))));

    @Test
    @DisplayName("is read as it was written, with every kind of everything")
    void roundTrip() {
        var full =
                new Definition(
                        Definition.Kind.LIVE_CHAT,
                        new Build(
                                "Grüezi",
                                true,
                                new Build.Routing(true, true, PEOPLE),
                                new Build.EmailCapture(
                                        Build.EmailCapture.When.AFTER_NO_REPLY,
                                        Duration.ofSeconds(30),
                                        "Your e-mail?")),
                        new Target(
                                List.of(
                                        Url.allPages(),
                                        new Url(Url.Operator.MATCHES_WILDCARD, "*.ex.com/*", true),
                                        new QueryParameter(
                                                "q",
                                                QueryParameter.Operator.CONTAINS,
                                                "a b",
                                                true)),
                                List.of(new Url(Url.Operator.IS_EXACTLY, "/privacy", false)),
                                List.of(
                                        new Target.Group(
                                                List.of(
                                                        new Visitor(
                                                                new Fact(Fact.Kind.PROPERTY, "age"),
                                                                Visitor.Operator.AT_LEAST,
                                                                List.of("17.50"),
                                                                false),
                                                        visitor(
                                                                Fact.Kind.COUNTRY,
                                                                Visitor.Operator.IS_NONE_OF,
                                                                "fr",
                                                                "DE")))),
                                List.of(
                                        new Target.Group(
                                                List.of(
                                                        visitor(
                                                                Fact.Kind.CONTACT,
                                                                Visitor.Operator.IS_KNOWN)))),
                                true),
                        new Display(
                                new Display.Heading.Owner(PEOPLE),
                                Display.Behaviour.PROMPT_THEN_OPEN,
                                Display.Behaviour.PROMPT,
                                List.of(
                                        new Display.Trigger.ExitIntent(),
                                        new Display.Trigger.AfterTime(Duration.ofSeconds(10)),
                                        new Display.Trigger.Scrolled(50))),
                        new Options(
                                "pt-br",
                                Options.CookieConsent.ON_EXIT_INTENT,
                                new Options.ProcessConsent(
                                        Options.ProcessConsent.Mode.EXPLICIT, "I agree"),
                                new Options.Communication("news", "Send me news"),
                                "survey-1"));
        assertThat(ChatflowJson.read(ChatflowJson.text(full))).isEqualTo(new Read.Good<>(full));
        assertThat(full.options().language()).isEqualTo("pt-BR");
    }

    @Test
    @DisplayName("may name one tab only: the others stay what they are")
    void oneTab() {
        var base =
                Definition.initial()
                        .withBuild(
                                new Build(
                                        "Hello",
                                        false,
                                        Build.Routing.UNASSIGNED,
                                        Definition.initial().build().emailCapture()));
        var read = ChatflowJson.read("{\"options\":{\"language\":\"de\"}}", base);
        assertThat(read).isInstanceOf(Read.Good.class);
        var definition = ((Read.Good<Definition>) read).value();
        assertThat(definition.build()).isEqualTo(base.build());
        assertThat(definition.options().language()).isEqualTo("de");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    {"target":{"include":[{"type":"url","operator":"is","value":""}]}} | target.include[0].value: "" (expected: a non-empty text)
                    {"target":{"include":[{"type":"path"}]}} | target.include[0].type: "path" (expected: url or query)
                    {"target":{"include":[{"operator":"is"}]}} | target.include[0].type: absent (expected: to be there)
                    {"target":{"include":[{"type":"url","operator":"is","value":"//x"}]}} | target.include[0].value: "//x" (expected: no // at the start)
                    {"target":{"include":[{"type":"url","operator":"is","value":"x","values":[]}]}} | target.include[0].values: […] (expected: no such field)
                    {"target":{"groups":[{"rules":[]}]}} | target.groups[0].rules: [] (expected: at least one rule)
                    {"target":{"groups":[{"rules":[{"filter":"device","operator":"contains","values":["x"]}]}]}} | target.groups[0].rules[0].operator: contains (expected: one of [is_any_of, is_none_of, is_known, is_unknown])
                    {"target":{"groups":[{"rules":[{"filter":"country","operator":"is_any_of","values":["France"]}]}]}} | target.groups[0].rules[0].values: FRANCE (expected: ISO 3166-1 alpha-2 codes such as FR)
                    {"build":{"welcome":7}} | build.welcome: 7 (expected: a text)
                    {"build":{"routing":{"autoAssign":true}}} | build.routing.users: [] (expected: users, teams or contactOwner when autoAssign is on)
                    {"build":{"routing":{"users":["bob"]}}} | build.routing.users[0]: "bob" (expected: the id of an agent)
                    {"display":{"mobile":"prompt_then_open"}} | display.mobile: prompt_then_open (expected: prompt or launcher)
                    {"display":{"triggers":[{"kind":"scrolled","percent":101}]}} | display.triggers[0].percent: 101 (expected: 1..100)
                    {"options":{"language":"x"}} | options.language: "x" (expected: a language tag such as en or pt-BR)
                    {"wellcome":"x"} | wellcome: "x" (expected: no such field)
                    [] | (root): […] (expected: an object)
                    """)
    @DisplayName("is refused with the path, the value and what was expected")
    void refused(String json, String problem) {
        assertThat(problems(json)).extracting(Problem::toString).containsExactly(problem);
    }

    @Test
    @DisplayName("is read on after a problem, so that all are told")
    void allProblems() {
        var json =
                """
                {"build": {"welcome": 7, "knowledgeSearch": "yes"},
                 "target": {"include": [{"type": "url", "operator": "is", "value": ""},
                                        {"type": "query", "name": "", "value": "x"}]}}
                """;
        assertThat(problems(json))
                .extracting(Problem::path)
                .containsExactly(
                        "build.welcome",
                        "build.knowledgeSearch",
                        "target.include[0].value",
                        "target.include[1].name");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"{\"kind\":\"live_chat\",\"kind\":\"live_chat\"}", "{} x", "{", "{\"kind\":}"})
    @DisplayName("is refused if it is malformed, repeats a name or goes on behind its end")
    void malformed(String json) {
        assertThat(problems(json)).extracting(Problem::path).containsExactly("(root)");
    }

    private static List<Problem> problems(String json) {
        return switch (ChatflowJson.read(json)) {
            case Read.Good<Definition>(var definition) ->
                    throw new AssertionError(definition.toString());
            case Read.Bad<Definition>(var problems) -> problems;
        };
    }

    private static Visitor visitor(Fact.Kind kind, Visitor.Operator operator, String... values) {
        return new Visitor(Fact.of(kind), operator, List.of(values), false);
    }
}
