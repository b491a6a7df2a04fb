package parley.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import parley.gateway.session.preview.PreviewTokens.Verdict;

@DisplayName("parley preview")
class PreviewCallIT {
    private static EdgeNode node;
    private static Shop shop;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void open() {
        node = new EdgeNode();
        shop = new Shop(node.rooms);
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    @DisplayName("P1 prints a link to the page with a token in its fragment, for an hour")
    void link() {
        var page = "https://shop.example/pricing#plans";
        var code =
                run(
                        shop.admin.token(),
                        "--chatflow",
                        shop.chatflow.toString(),
                        "--page",
                        page,
                        "--availability",
                        "away");
        assertThat(code).as(text(err)).isZero();
        var link = text(out).lines().findFirst().orElseThrow();
        assertThat(link).startsWith(page + "&parley-preview=p1.").endsWith("~away");
        var token = link.replaceAll(".*parley-preview=|~away", "");
        assertThat(node.tools.previews().judge(token, shop.portal))
                .isInstanceOfSatisfying(
                        Verdict.Valid.class,
                        it -> assertThat(it.claims().editor()).isEqualTo(shop.admin.id()));
        assertThat(run(shop.admin.token(), "--chatflow", shop.chatflow.toString())).isZero();
        assertThat(text(out)).contains("\nhttps://shop.example/#parley-preview=p1.", "until 20");
    }

    @Test
    @DisplayName("S1 is refused to who may not edit, and for pages of other sites")
    void refused() {
        var viewer = shop.agent("viewer", Role.ADMIN).token();
        var chatflow = shop.chatflow.toString();
        assertThat(run(viewer, "--chatflow", chatflow)).isOne();
        assertThat(text(err)).contains("403", "chatflows.edit");
        var elsewhere = "https://elsewhere.example/";
        assertThat(run(shop.admin.token(), "--chatflow", chatflow, "--page", elsewhere)).isOne();
        assertThat(text(err)).contains("422", "page", "elsewhere.example");
        assertThat(run(shop.admin.token(), "--chatflow", chatflow, "--availability", "x")).isOne();
        assertThat(text(err)).contains("available, away or full");
    }

    @Test
    @DisplayName("wants a chatflow, and is in the help")
    void commandLine() {
        assertThat(CommandLine.parse(List.of("preview"))).isInstanceOf(CommandLine.Wrong.class);
        assertThat(CommandLine.parse(List.of("preview", "--page")))
                .isInstanceOf(CommandLine.Wrong.class);
        assertThat(CommandLine.HELP).contains("parley preview --chatflow ID");
    }

    private int run(String token, String... words) {
        var all = new ArrayList<>(List.of("preview", "--url", node.http("").toString()));
        all.addAll(List.of(words));
        return new Main(terminal(), Map.of("PARLEY_TOKEN", token)).run(CommandLine.parse(all));
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
