package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/// A visitor in one browser, an agent in another, the whole program between them.
@DisplayName("A visitor on the shop's page and an agent in the console")
class PagesIT {
    /// A link cut again before it lived 5 s is dialled again after up to 0.5, 1, 2 ... 30 s.
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(40);

    private static RunningGateway gateway;
    private static Browser agent;
    private Browser visitor;

    @BeforeAll
    static void start() {
        agent = Browser.open();
        gateway = RunningGateway.start();
        agent.go(gateway.console());
        signIn(gateway.token("Alice"));
        agent.see(".rows");
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    /// A browser of its own is a visitor of its own.
    @BeforeEach
    void arrive() {
        visitor = Browser.open();
    }

    @AfterEach
    void leave() {
        visitor.close();
    }

    private static void signIn(String token) {
        agent.see("#token").sendKeys(token, Keys.ENTER);
    }

    private void visit(String page) {
        visitor.go(gateway.shop(page));
        visitor.see(".launcher");
    }

    private void ask(String text) {
        if (!visitor.sees("textarea")) {
            visitor.click(".launcher");
        }
        visitor.see("textarea").sendKeys(text, Keys.ENTER);
        visitor.until(
                "it to be sent",
                () -> said(visitor).contains(text) && visitor.texts(".state").isEmpty());
    }

    /// Opens the conversation whose last message is this.
    private static void pick(String preview) {
        agent.until(
                "the conversation to be listed",
                () ->
                        agent.<Boolean>run(
                                """
                                const row = [...document.querySelectorAll('.row')]
                                  .find((it) => it.querySelector('.preview').textContent === arguments[0]);
                                row?.click();
                                return !!row;
                                """,
                                preview));
        agent.until("its message", () -> said(agent).contains(preview));
    }

    private static void reply(String text) {
        agent.see(".composer textarea").sendKeys(text, Keys.ENTER);
    }

    private static String assignee() {
        return agent.run("return document.querySelector('.head select').selectedOptions[0].text");
    }

    /// What stands in the conversation.
    private static List<String> said(Browser browser) {
        return browser.texts(".item .text");
    }

    private static List<String> welcomed(String... texts) {
        var all = new ArrayList<>(List.of("Welcome! How can we help?"));
        Collections.addAll(all, texts);
        return all;
    }

    @Test
    @DisplayName("talk: ask, take, type, answer, comment among colleagues, close")
    void talk() {
        visit("");
        visitor.see(".prompt");
        visitor.photograph("prompt");
        visitor.click(".launcher");
        ask("Which plane fits a small hand? I saw https://example.org/planes.");

        pick("Which plane fits a small hand? I saw https://example.org/planes.");
        agent.click(".head button");
        agent.until("Alice to have it", () -> assignee().equals("Alice Miller (you)"));
        visitor.see("textarea").sendKeys("One more thing");
        agent.until(
                "the visitor's typing",
                () -> agent.texts(".typing").toString().contains("is typing"));
        agent.see(".composer textarea").sendKeys("Hi! The No. 3 is what most people");
        visitor.see(".dots");
        visitor.photograph("typing");
        agent.see(".composer textarea").sendKeys(" with small hands choose.", Keys.ENTER);
        visitor.until(
                "the answer",
                () ->
                        said(visitor)
                                .contains(
                                        "Hi! The No. 3 is what most people with small hands choose."));
        visitor.until("no typing", () -> !visitor.sees(".dots"));

        agent.click(".modes .tab + .tab");
        reply("Asked the same last week.");
        agent.until(
                "the comment to be kept",
                () ->
                        agent.sees(".item.comment")
                                && !agent.texts(".by").toString().contains("sending"));
        agent.photograph("console");
        visitor.photograph("window");
        assertThat(said(visitor)).doesNotContain("Asked the same last week.");
        agent.click(".modes .tab");

        agent.run(
                "[...document.querySelectorAll('.head button')].find((it) => it.textContent === 'Close').click()");
        visitor.until(
                "the end to be told",
                () -> visitor.texts(".note").contains("This conversation was closed."));
        agent.until("it to be closed", () -> agent.text(".state").equals("Closed"));
        assertThat(agent.bad()).isEmpty();
        assertThat(visitor.bad()).isEmpty();
    }

    @Test
    @DisplayName("MSG-02 the history is there after a reload, and on the next page")
    void history() {
        visit("");
        ask("Do you teach?");
        pick("Do you teach?");
        reply("Every spring.");
        visitor.until("the answer", () -> said(visitor).contains("Every spring."));
        visitor.reload();
        visitor.until(
                "all of it",
                () -> said(visitor).equals(welcomed("Do you teach?", "Every spring.")));
        visitor.go(gateway.shop("docs.html"));
        visitor.until(
                "all of it",
                () -> said(visitor).equals(welcomed("Do you teach?", "Every spring.")));
    }

    @Test
    @DisplayName(
            "a connection cut by RST again and again, mid-send: everything arrives, in order, once")
    void cut() {
        visit("");
        ask("0");
        pick("0");
        var expected = new ArrayList<>(List.of("0"));
        for (int i = 1; i <= 5; i++) {
            visitor.see("textarea").sendKeys("visitor " + i, Keys.ENTER);
            gateway.cutVisitors();
            reply("agent " + i);
            expected.add("visitor " + i);
            expected.add("agent " + i);
            Browser.await(
                    "round " + expected.size(),
                    () -> said(visitor).size() == expected.size() + 1,
                    LONGEST_BACKOFF);
            visitor.until("all sent", () -> visitor.texts(".state").isEmpty());
        }
        assertThat(said(visitor))
                .containsExactlyInAnyOrderElementsOf(welcomed(expected.toArray(String[]::new)));
        agent.until("the agent to have as many", () -> said(agent).size() == expected.size());
        assertThat(said(agent))
                .as("same order on both ends")
                .isEqualTo(said(visitor).subList(1, expected.size() + 1));
    }

    @Test
    @DisplayName("NAV-17 agents see at once that a widget was reset; the conversation stays open")
    void reset() {
        visit("");
        ask("Who am I?");
        pick("Who am I?");
        visitor.run("Parley.clear({ resetWidget: true })");
        agent.until("the note", () -> agent.texts(".note").toString().contains("Visitor reset"));
        assertThat(agent.text(".state")).isNotEqualTo("Closed");
        visitor.until("a stranger's widget", () -> !said(visitor).contains("Who am I?"));
    }

    @Test
    @DisplayName("what comes while the window is closed is counted on the launcher")
    void unread() {
        visit("");
        ask("Is it oak?");
        visitor.click("header button");
        pick("Is it oak?");
        reply("Ash.");
        reply("And beech.");
        visitor.until("the badge", () -> visitor.texts(".badge").equals(List.of("2")));
        visitor.photograph("launcher");
        visitor.click(".launcher");
        visitor.until("it to go", () -> !visitor.sees(".badge"));
    }

    @Test
    @DisplayName("by keyboard alone, on both sides")
    void keyboard() {
        visit("");
        visitor.run(
                "document.querySelector('parley-chat').shadowRoot.querySelector('.launcher').focus()");
        visitor.type(Keys.ENTER);
        visitor.see("textarea");
        visitor.type("No mouse here", Keys.ENTER);
        agent.until("the row", () -> agent.texts(".preview").contains("No mouse here"));
        agent.run("document.querySelector('.tab[aria-selected=true]').focus()");
        agent.type(Keys.TAB);
        for (int i = 0; i < 20 && !"No mouse here".equals(focusedPreview()); i++) {
            agent.type(Keys.ARROW_DOWN);
        }
        assertThat(focusedPreview()).isEqualTo("No mouse here");
        agent.type(Keys.ENTER);
        agent.until("the conversation", () -> said(agent).contains("No mouse here"));
        agent.type("Nor here", Keys.ENTER);
        visitor.until("the answer", () -> said(visitor).contains("Nor here"));
    }

    private static String focusedPreview() {
        return agent.run(
                "return document.activeElement.querySelector('.preview')?.textContent ?? null");
    }

    @Test
    @DisplayName(
            "103 hostile texts, titles and addresses are text in the console, and nothing runs")
    void hostile() {
        visitor.go(gateway.shop("?q=<svg/onload=alert(1)>"));
        visitor.run("document.title = '<img src=x onerror=alert(1)>'");
        visitor.see(".launcher");
        visitor.click(".launcher");
        visitor.see("textarea");
        var messages = inMessages(Hostile.texts());
        for (var message : messages) {
            visitor.run(
                    """
                    const text = document.querySelector('parley-chat').shadowRoot.querySelector('textarea');
                    text.value = arguments[0];
                    text.form.requestSubmit();
                    """,
                    message);
        }
        visitor.until(
                "all sent",
                () ->
                        said(visitor).size() == messages.size() + 1
                                && visitor.texts(".state").isEmpty());
        agent.until(
                "the row",
                () ->
                        agent.<Boolean>run(
                                """
                                const row = [...document.querySelectorAll('.row')]
                                  .find((it) => it.textContent.includes('constructor.constructor') || it.textContent.includes('alert(1)'));
                                row?.click();
                                return !!row;
                                """));
        agent.until("all of them", () -> said(agent).size() == messages.size());
        assertThat(said(agent)).isEqualTo(messages);
        assertThat(agent.bad()).isEmpty();
        assertThat(visitor.bad()).isEmpty();
        assertThat(
                        agent.<Long>run(
                                "return document.querySelectorAll('.log :is(script,img,iframe,svg,video,math)').length"))
                .isZero();
    }

    /// As few messages as hold them all.
    private static List<String> inMessages(List<String> texts) {
        var messages = new ArrayList<String>();
        var message = new StringBuilder();
        for (var text : texts) {
            if (message.length() + text.length() > 3_000) {
                messages.add(message.toString().strip());
                message.setLength(0);
            }
            message.append(text).append('\n');
        }
        messages.add(message.toString().strip());
        return messages;
    }

    @Test
    @DisplayName("T5 there is no chat on the privacy page, but for who is talking already (H7)")
    void privacy() {
        visitor.go(gateway.shop("privacy.html"));
        visitor.until(
                "the loader",
                () -> visitor.<Boolean>run("return !!window.Parley?.widget.status().loaded"));
        assertThat(visitor.sees(".launcher")).isFalse();
        visit("");
        ask("May I stay?");
        visitor.go(gateway.shop("privacy.html"));
        visitor.see(".launcher");
    }

    @Test
    @DisplayName("on the pricing page the window opens by itself after three seconds")
    void pricing() {
        visitor.go(gateway.shop("pricing.html"));
        visitor.see(".prompt");
        visitor.see(".window");
        visitor.photograph("opened-by-trigger");
    }

    @Test
    @DisplayName("the agent goes away and comes back; a token that is not good is refused in words")
    void status() {
        agent.until("the connection", () -> agent.sees(".switch:enabled"));
        var before = agent.text(".switch");
        var other = before.equals("Away") ? "Available" : "Away";
        agent.click(".switch");
        agent.until("it to be " + other, () -> agent.text(".switch").equals(other));
        agent.click(".switch");
        agent.until("it to be as before", () -> agent.text(".switch").equals(before));
        visitor.go(gateway.console());
        visitor.photograph("sign-in");
        visitor.see("#token").sendKeys("cg_nobody_0000000000000000000000000000", Keys.ENTER);
        visitor.until(
                "the refusal", () -> visitor.texts(".problem").toString().contains("not accepted"));
    }

    @Test
    @DisplayName("109 the console cannot be put into somebody else's frame")
    void framed() {
        visitor.go(gateway.shop(""));
        visitor.go("data:text/html,<iframe src='" + gateway.console() + "'></iframe>");
        assertThat(
                        visitor.<Object>run(
                                "return frames[0].length === 0 ? document.querySelector('iframe').contentDocument : 'seen'"))
                .isNull();
    }
}
