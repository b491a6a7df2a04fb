package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

@DisplayName("The widget is within everybody's reach")
class WidgetReachIT extends OnTheShopsPage {
    @Test
    @DisplayName(
            "by keyboard alone: reach, open, write, a second line, send, close, and back where one was")
    void keyboard() {
        var peer = visit("/demo/", prompt());
        browser.see(".launcher");
        int tabs = 0;
        while (!"launcher".equals(focused()) && tabs++ < 30) {
            browser.type(Keys.TAB);
        }
        assertThat(focused()).isEqualTo("launcher");
        browser.photograph("launcher-focused");
        browser.type(Keys.ENTER);
        browser.until("the composer to have the focus", () -> "TEXTAREA".equals(focused()));
        browser.type("one");
        browser.press(Keys.SHIFT, Keys.ENTER);
        browser.type("two", Keys.ENTER);
        assertThat(takes(peer, 1)).isEqualTo("one\ntwo");
        browser.type(Keys.ESCAPE);
        browser.until("it to close", () -> !browser.sees(".window"));
        assertThat(focused()).isEqualTo("launcher");
    }

    @Test
    @DisplayName("the page's shortcuts do not hear what is typed in the chat")
    void shortcuts() {
        visitAndOpen();
        browser.run(
                "window.__keys = 0; document.addEventListener('keydown', () => window.__keys++)");
        browser.type("s/k");
        assertThat(browser.<Long>run("return window.__keys")).isZero();
    }

    @Test
    @DisplayName("opened by a trigger it does not take the focus from what the visitor does")
    void noTheft() {
        visit("/demo/", decision("open", ""));
        browser.see(".window");
        assertThat(browser.<String>run("return document.activeElement.tagName")).isEqualTo("BODY");
    }

    @Test
    @DisplayName(
            "a screen reader finds a dialog with a name, a log that speaks, a labelled field, a named button")
    void screenReader() {
        visitAndOpen();
        var nodes = accessible();
        assertThat(nodes)
                .contains("dialog Acorn Tools", "log Conversation", "textbox Write a message…")
                .contains("button Send", "button Minimise chat");
        assertThat(browser.see(".list").getAttribute("aria-live")).isEqualTo("polite");
    }

    @Test
    @DisplayName("the closed launcher is a named button that says what it opens")
    void launcher() {
        visit("/demo/", prompt());
        browser.see(".launcher");
        assertThat(accessible()).contains("button Open chat", "button Dismiss");
        assertThat(browser.see(".launcher").getAttribute("aria-haspopup")).isEqualTo("dialog");
        assertThat(browser.see(".launcher").getAttribute("aria-expanded")).isEqualTo("false");
    }

    @Test
    @DisplayName("on any accent colour the text on it has a contrast of at least 4.5")
    void contrast() {
        visit("/demo/", prompt());
        browser.see(".launcher");
        List<Double> worst =
                browser.await(
                        """
                        const { inkOn } = await import(document.querySelector('script[data-portal]').src
                          .replace('loader.js', 'widget/000000000000/style.js'));
                        const lum = (c) => { const [r, g, b] = [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16) / 255)
                          .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)); return .2126 * r + .7152 * g + .0722 * b; };
                        let worst = 21;
                        for (let i = 0; i < 4096; i++) {
                          const c = '#' + [...i.toString(16).padStart(3, '0')].map((x) => x + x).join('');
                          const [a, b] = [lum(c), lum(inkOn(c))].sort((x, y) => y - x);
                          worst = Math.min(worst, (a + .05) / (b + .05));
                        }
                        return [worst + 0.0001];
                        """);
        assertThat(worst.getFirst()).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    @DisplayName("with reduced motion nothing moves")
    void motion() {
        browser.cdp(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        try {
            visitAndOpen();
            assertThat(
                            browser.<String>run(
                                    "return getComputedStyle(document.querySelector('parley-chat').shadowRoot.querySelector('.window')).animationName"))
                    .isEqualTo("none");
        } finally {
            browser.cdp("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    @Test
    @DisplayName(
            "DSP-15 on a phone: never opens by itself; opened it fills the screen and keeps the focus inside")
    void phone() {
        try (var phone = Browser.open()) {
            phone.phone();
            phone.go(gateway.shop("/demo/"));
            var peer = gateway.dialled();
            assertThat(peer.hears("connect").path("device").asString()).isEqualTo("mobile");
            peer.say(
                    "{'type':'ready','v':1,'tab':'%1$s','visitor':'%1$s','token':'t','decision':%2$s,'conversations':[]}",
                    VISITOR, decision("open", ""));
            phone.see(".prompt");
            phone.photograph("mobile-prompt");
            assertThat(phone.sees(".window")).isFalse();
            phone.click(".launcher");
            phone.see(".window");
            phone.type("Do you teach?", Keys.ENTER);
            peer.hears("send");
            Map<String, Number> box =
                    phone.run(
                            "return document.querySelector('parley-chat').shadowRoot.querySelector('.window').getBoundingClientRect().toJSON()");
            assertThat(box.get("width").intValue()).isEqualTo(390);
            assertThat(box.get("height").intValue()).isEqualTo(780);
            phone.photograph("mobile-window");
            for (int i = 0; i < 8; i++) {
                phone.type(Keys.TAB);
                assertThat(phone.<String>run("return document.activeElement.tagName.toLowerCase()"))
                        .isEqualTo("parley-chat");
            }
        }
    }

    private static String focused() {
        return browser.run(
                """
                const at = document.querySelector('parley-chat')?.shadowRoot.activeElement;
                return at ? at.className.split(' ')[0] || at.tagName : null;
                """);
    }

    @SuppressWarnings("unchecked")
    private static List<String> accessible() {
        browser.cdp("Accessibility.enable", Map.of());
        var nodes =
                (List<Map<String, Object>>)
                        Objects.requireNonNull(
                                browser.cdp("Accessibility.getFullAXTree", Map.of()).get("nodes"));
        return nodes.stream()
                .filter(it -> !Boolean.TRUE.equals(it.get("ignored")))
                .map(it -> value(it.get("role")) + " " + value(it.get("name")))
                .toList();
    }

    private static String value(Object property) {
        return property instanceof Map<?, ?> map ? String.valueOf(map.get("value")) : "";
    }
}
