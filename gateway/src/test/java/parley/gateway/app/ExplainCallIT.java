package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.access.Role;
import parley.gateway.edge.EdgeNode;
import parley.gateway.edge.Shop;

@DisplayName("parley explain")
class ExplainCallIT {
    private static EdgeNode node;
    private static Shop shop;
    private static String token;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        shop = new Shop(node.rooms);
        token = shop.agent("viewer", Role.VIEWER).token();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    @DisplayName("prints the sentence, the steps and the rules; a draft is named, then published")
    void explained() {
        assertThat(run("--page", "https://shop.example/")).isZero();
        assertThat(text(out))
                .startsWith("hidden because no chatflow is published; chatflow \"Welcome\" would")
                .contains("no  targeting")
                .contains("1. \"Welcome\": draft")
                .contains("include       true    all pages (https://shop.example/)");
        get(node.rooms.chatflows().publish(shop.portal, shop.chatflow, 1, true));
        assertThat(run("--page", "https://shop.example/", "--visitor", "{\"country\": \"FR\"}"))
                .isZero();
        assertThat(text(out)).contains("shown because chatflow \"Welcome\" wins");
    }

    @Test
    @DisplayName("says in one line what is wrong: a visitor that is none, a token that is not good")
    void wrong() {
        assertThat(run("--page", "https://shop.example/", "--visitor", "{\"age\": 3}")).isOne();
        assertThat(text(err)).contains("422").contains("visitor.age");
        var main = new Main(terminal(), Map.of("PARLEY_TOKEN", "cg_nonsense"));
        assertThat(main.run(asked("--page", "https://shop.example/"))).isOne();
        assertThat(text(err)).contains("401");
        assertThat(new Main(terminal(), Map.of()).run(asked("--page", "x"))).isOne();
        assertThat(text(err)).contains("PARLEY_TOKEN");
    }

    @Test
    @DisplayName("wants a page, refuses what it does not know, and is in the help")
    void commandLine() {
        assertThat(CommandLine.parse(List.of("explain"))).isInstanceOf(CommandLine.Wrong.class);
        assertThat(CommandLine.parse(List.of("explain", "--pages", "x")))
                .isInstanceOf(CommandLine.Wrong.class);
        assertThat(CommandLine.parse(List.of("explain", "--help")))
                .isInstanceOf(CommandLine.Help.class);
        assertThat(CommandLine.HELP).contains("parley explain --page URL");
    }

    private int run(String... words) {
        return new Main(terminal(), Map.of("PARLEY_TOKEN", token)).run(asked(words));
    }

    private static CommandLine asked(String... words) {
        var url = node.http("").toString();
        var all = new ArrayList<>(List.of("explain", "--url", url));
        all.addAll(List.of(words));
        return CommandLine.parse(all);
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
