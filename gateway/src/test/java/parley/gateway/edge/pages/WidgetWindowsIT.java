package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The widget opens and closes")
class WidgetWindowsIT extends OnTheShopsPage {
    @Test
    @DisplayName(
            "DSP-03, DSP-05 a dismissed prompt stays away on the next page, and comes back after 24 hours")
    void dismissed() {
        visit("/demo/", prompt());
        browser.click(".prompt .x");
        visit("/demo/pricing.html", prompt());
        browser.see(".launcher");
        never("a prompt", () -> browser.sees(".prompt"));
        browser.run(
                """
                const name = Object.keys(localStorage).find((it) => it.endsWith('.hush'));
                localStorage[name] = Number(localStorage[name]) - 24 * 3600 * 1000;
                """);
        visit("/demo/", prompt());
        browser.see(".prompt");
    }

    @Test
    @DisplayName("DSP-07, DSP-08 after a dismissal no trigger opens it, a click does")
    void clickOpens() {
        visit("/demo/", prompt());
        browser.click(".prompt .x");
        visit("/demo/pricing.html", decision("open", "{'kind':'time','value':1}"));
        browser.see(".launcher");
        pass(Duration.ofMillis(1300));
        assertThat(browser.sees(".window")).isFalse();
        browser.click(".launcher");
        browser.see(".window");
    }

    @Test
    @DisplayName("DSP-10, DSP-12 an open window is open on the next page, a closed one closed")
    void restored() {
        visitAndOpen();
        visit("/demo/pricing.html", prompt());
        browser.see(".window");
        browser.click("header button");
        visit("/demo/docs.html", decision("open", ""));
        browser.see(".launcher");
        never("a window", () -> browser.sees(".window"));
    }

    @Test
    @DisplayName("TRG-01, TRG-03 a time trigger opens it once; closed, it stays closed")
    void timed() {
        visit("/demo/", decision("open", "{'kind':'time','value':1}"));
        browser.see(".prompt");
        browser.see(".window");
        browser.click("header button");
        never("a window", () -> browser.sees(".window"));
    }

    @Test
    @DisplayName("TRG-02 a click before the trigger opens it, and the trigger does nothing")
    void clickedFirst() {
        visit("/demo/", decision("open", "{'kind':'time','value':1}"));
        browser.click(".launcher");
        browser.see(".window");
        browser.click("header button");
        pass(Duration.ofMillis(1300));
        assertThat(browser.sees(".window")).isFalse();
    }

    @Test
    @DisplayName("TRG-04 launcher only with a time trigger: the launcher comes then")
    void late() {
        visit("/demo/", decision("launcher", "{'kind':'time','value':1}"));
        pass(Duration.ofMillis(400));
        assertThat(browser.sees(".launcher")).isFalse();
        browser.see(".launcher");
    }

    @Test
    @DisplayName("TRG-09 a scroll trigger waits for its percentage")
    void scrolled() {
        var page =
                gateway.page(
                        "/long",
                        "<!doctype html><body style='margin:0'><div style='height:4000px'></div>"
                                + gateway.tag()
                                + "</body>");
        browser.go(page);
        ready(gateway.dialled(), decision("open", "{'kind':'scroll','value':50}"), "");
        browser.see(".prompt");
        browser.run("scrollTo(0, (4000 - innerHeight) * .5 - 20)");
        never("a window", () -> browser.sees(".window"));
        browser.run("scrollTo(0, (4000 - innerHeight) * .5 + 1)");
        browser.see(".window");
    }

    @Test
    @DisplayName("TRG-10 on a page without scroll bar a scroll trigger is met at once")
    void shortPage() {
        browser.go(gateway.page("/short", "<!doctype html><body>" + gateway.tag() + "</body>"));
        ready(gateway.dialled(), decision("open", "{'kind':'scroll','value':50}"), "");
        browser.see(".window");
    }

    @Test
    @DisplayName("TRG-06, TRG-07 exit intent: at the top edge, not at another")
    void exit() {
        visit("/demo/", decision("open", "{'kind':'exit'}"));
        browser.see(".prompt");
        browser.run(
                "document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientY: 500, relatedTarget: null}))");
        never("a window", () -> browser.sees(".window"));
        browser.run(
                "document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientY: -1, relatedTarget: null}))");
        browser.see(".window");
    }

    @Test
    @DisplayName(
            "TRG-14 a trigger met while hidden: nothing, and when the team is back the widget comes")
    void metWhileHidden() {
        var hidden =
                decision("open", "{'kind':'time','value':1}")
                        .replace("'show':'chat'", "'show':'hidden'");
        var peer = visit("/demo/", hidden);
        pass(Duration.ofMillis(1300));
        assertThat(browser.sees(".launcher")).isFalse();
        peer.say(
                "{'type':'decision',%s", hidden.replace("'hidden'", "'chat'").strip().substring(1));
        browser.see(".launcher");
    }

    @Test
    @DisplayName("TRG-16 of two tabs one opens by itself")
    void twoTabs() {
        var page = gateway.page("/pair", "<!doctype html><body>" + gateway.tag() + "</body>");
        browser.go(page);
        ready(gateway.dialled(), decision("open", ""), "");
        browser.see(".window");
        var frame = "<!doctype html><body>" + gateway.tag() + "</body>";
        gateway.page("/other", frame);
        browser.run(
                "const frame = document.createElement('iframe'); frame.src = '/other'; frame.id = 'other'; document.body.append(frame)");
        browser.run("localStorage.clear()");
        ready(gateway.dialled(), decision("open", ""), "");
        browser.until(
                "the other to be there",
                () ->
                        browser.<Boolean>run(
                                "return !!document.getElementById('other').contentDocument.querySelector('parley-chat')"));
        never(
                "a second window",
                () ->
                        browser.<Boolean>run(
                                "return !document.getElementById('other').contentDocument.querySelector('parley-chat').shadowRoot.querySelector('.window').hidden"));
    }
}
