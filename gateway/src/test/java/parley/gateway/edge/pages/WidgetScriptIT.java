package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The widget obeys the page's script")
class WidgetScriptIT extends OnTheShopsPage {
    private String page(String settings) {
        return gateway.page(
                "/script",
                "<!doctype html><body><script>%s</script>%s</body>"
                        .formatted(settings, gateway.tag()));
    }

    @Test
    @DisplayName("NAV-11, NAV-08 loadImmediately=false: nothing until load(); twice is once")
    void loadLater() {
        browser.go(
                page(
                        "window.parleySettings = { loadImmediately: false };"
                                + " window.parleyOnReady = [() => (window.__api = Object.keys(Parley.widget).sort().join())]"));
        browser.until("the script's turn", () -> browser.run("return window.__api") != null);
        assertThat(browser.<String>run("return window.__api"))
                .isEqualTo("close,load,open,refresh,remove,status");
        assertThat(gateway.dialledWithin(MOMENT)).isNull();
        browser.run("Parley.widget.load(); Parley.widget.load({ widgetOpen: true })");
        ready(gateway.dialled(), prompt(), "");
        browser.see(".launcher");
        assertThat(gateway.dialledWithin(MOMENT)).isNull();
        assertThat(browser.<Boolean>run("return Parley.widget.status().loaded")).isTrue();
    }

    @Test
    @DisplayName("TRG-17 open() opens before the trigger, and the trigger is spent")
    void openByScript() {
        visit("/demo/", decision("open", "{'kind':'time','value':1}"));
        browser.see(".prompt");
        browser.run("Parley.widget.open()");
        browser.see(".window");
        browser.run("Parley.widget.close()");
        browser.until("it to close", () -> !browser.sees(".window"));
        never("a window", () -> browser.sees(".window"));
    }

    @Test
    @DisplayName("NAV-09, NAV-10 remove() takes it away, also from later decisions, until load()")
    void removed() {
        var peer = visit("/demo/", prompt());
        browser.see(".launcher");
        browser.run("Parley.widget.remove()");
        assertThat(browser.<Long>run("return document.querySelectorAll('parley-chat').length"))
                .isZero();
        browser.until("the socket to be left", () -> !peer.open());
        browser.run("Parley.widget.load()");
        ready(gateway.dialled(), prompt(), "");
        browser.see(".launcher");
    }

    @Test
    @DisplayName("NAV-12 a route of a single-page shop is told without being asked")
    void navigation() {
        var peer = visit("/demo/", prompt());
        browser.see(".launcher");
        browser.run("history.pushState({}, '', '?sales_chat=true')");
        assertThat(peer.hears("page").path("url").asString()).endsWith("?sales_chat=true");
    }

    @Test
    @DisplayName("NAV-06 ten refresh() in a second are one at once and one at the end")
    void throttled() {
        var peer = visit("/demo/", prompt());
        browser.see(".launcher");
        browser.run("for (let i = 0; i < 10; i++) Parley.widget.refresh()");
        peer.hears("page");
        peer.hears("page");
        assertThat(peer.hearsWithin("page", Duration.ofMillis(1500))).isNull();
    }

    @Test
    @DisplayName("NAV-07 refresh({openToNewThread}) forces a new conversation")
    void newThread() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
        browser.run("Parley.widget.refresh({ openToNewThread: true })");
        write("Something else");
        assertThat(peer.hears("send").path("new").asBoolean()).isTrue();
    }

    @Test
    @DisplayName("NAV-16, IDN-05 clear(): nothing left, the socket closed, the next one a stranger")
    void cleared() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
        browser.run("Parley.clear()");
        browser.until("the socket to be left", () -> !peer.open());
        var next = gateway.dialled().hears("connect");
        assertThat(next.has("token")).isFalse();
        assertThat(next.path("resume").size()).isZero();
        assertThat(stored()).doesNotContain("ticket");
        browser.until("an empty window", () -> !messages().contains("Hello?"));
    }

    @Test
    @DisplayName(
            "NAV-17 clear({resetWidget: true}): says so, and a new widget begins as a stranger")
    void resetWidget() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
        browser.run("Parley.clear({ resetWidget: true })");
        assertThat(peer.hears("bye").path("reset").asBoolean()).isTrue();
        browser.until("the socket to be left", () -> !peer.open());
        browser.until("another widget", () -> !messages().contains("Hello?"));
        assertThat(stored()).doesNotContain("ticket");
    }

    @Test
    @DisplayName("108 a message posted by another window is ignored")
    void postMessage() {
        var peer = visit("/demo/", prompt());
        browser.see(".launcher");
        browser.run(
                """
                postMessage({ type: 'open', parley: true }, '*');
                postMessage('{"type":"send","body":"x"}', '*');
                """);
        never("a window", () -> browser.sees(".window"));
        assertThat(peer.hearsWithin("send", Duration.ofMillis(100))).isNull();
        assertThat(browser.bad()).isEmpty();
    }
}
