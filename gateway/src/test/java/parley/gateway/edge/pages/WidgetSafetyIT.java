package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The widget shows text as text")
class WidgetSafetyIT extends OnTheShopsPage {
    private static String json(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    @Test
    @DisplayName("103 a hundred hostile messages are shown letter by letter, and nothing runs")
    void hostileMessages() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        var texts = Hostile.texts();
        for (int i = 0; i < texts.size(); i++) {
            peer.sayExactly(
                    """
                    {"type":"entry","conv":"%s","seq":%d,"id":"%s","kind":"message",\
                    "actor":{"kind":"agent","name":%s},"body":%s,"at":"2026-01-01T00:00:00Z"}\
                    """
                            .formatted(
                                    CONVERSATION,
                                    i + 2,
                                    UUID.randomUUID(),
                                    json(texts.get(i)),
                                    json(texts.get(i))));
        }
        assertThat(texts).hasSizeGreaterThan(100);
        browser.until("all of them", () -> messages().size() == texts.size() + 2);
        assertThat(messages().subList(2, messages().size())).isEqualTo(texts);
        nothingRan();
    }

    @Test
    @DisplayName("105 a hostile welcome text, heading and away text are text")
    void texts() {
        var evil = "<img src=x onerror=alert(1)>";
        var decision =
                prompt().replace("Questions? Ask us.", evil)
                        .replace("Acorn Tools", evil)
                        .replace(
                                "'state':'available','show':'chat'",
                                "'state':'away','show':'away_message','message':'" + evil + "'");
        visit("/demo/", decision);
        assertThat(browser.text(".prompt .say")).isEqualTo(evil);
        browser.click(".launcher");
        assertThat(browser.text("h2")).isEqualTo(evil);
        browser.until("the away text", () -> browser.texts(".strip.quiet").equals(List.of(evil)));
        nothingRan();
    }

    @Test
    @DisplayName(
            "104 links: only http, https and mailto, to a new window that knows nothing of this one")
    void links() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        fromAgent(
                peer,
                2,
                "https://shop.example/a javascript:alert(1) https://user@evil.example data:text/html,x");
        browser.see(".text a");
        assertThat(browser.texts(".text a")).containsExactly("https://shop.example/a");
        var link = browser.see(".text a");
        assertThat(link.getAttribute("rel")).isEqualTo("noopener noreferrer nofollow ugc");
        assertThat(link.getAttribute("target")).isEqualTo("_blank");
    }

    @Test
    @DisplayName("a hostile colour, side or avatar of the decision does nothing")
    void decision() {
        visit(
                "/demo/",
                prompt().replace("#1e6b4a", "red;}body{display:none}")
                        .replace(
                                "'kind':'brand'",
                                "'kind':'people','faces':[{'name':'','avatar':'javascript:alert(1)'}]"));
        browser.click(".launcher");
        browser.see(".face");
        assertThat(browser.texts(".face img")).isEmpty();
        assertThat(browser.body().isDisplayed()).isTrue();
        nothingRan();
    }

    @Test
    @DisplayName("the shadow root is closed to the page's scripts")
    void closedRoot() {
        try (var plain = Browser.openClosed()) {
            plain.go(gateway.shop("/demo/"));
            ready(gateway.dialled(), prompt(), "");
            plain.until(
                    "the widget",
                    () -> plain.<Boolean>run("return !!document.querySelector('parley-chat')"));
            assertThat(plain.<Object>run("return document.querySelector('parley-chat').shadowRoot"))
                    .isNull();
        }
    }

    /// No dialog, no script error, no violation of the shop's strict policy, no element that a text
    /// made.
    private static void nothingRan() {
        assertThat(browser.bad()).isEmpty();
        assertThat(
                        browser.<Long>run(
                                """
                                const root = document.querySelector('parley-chat').shadowRoot;
                                return root.querySelectorAll('script,iframe,img,video,math,details,template,.text :not(a)').length;
                                """))
                .isZero();
    }
}
