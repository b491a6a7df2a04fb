package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The widget carries messages")
class WidgetMessagesIT extends OnTheShopsPage {
    @Test
    @DisplayName("the first message starts a conversation; the answer stands below it")
    void first() {
        var peer = visitAndOpen();
        write("Which plane fits a small hand?");
        assertThat(takes(peer, 1)).isEqualTo("Which plane fits a small hand?");
        fromAgent(peer, 2, "The No. 3.");
        browser.until(
                "both",
                () ->
                        messages()
                                .equals(
                                        List.of(
                                                "Questions? Ask us.",
                                                "Which plane fits a small hand?",
                                                "The No. 3.")));
        assertThat(browser.texts(".state")).isEmpty();
    }

    @Test
    @DisplayName(
            "a message is kept before it is sent, and goes out again with the same id after a cut")
    void repeated() {
        var peer = visitAndOpen();
        write("Hello?");
        var first = peer.hears("send");
        assertThat(stored()).contains(first.path("cmid").asString());
        peer.cut();
        var again = ready(gateway.dialled(), prompt(), "");
        var second = again.hears("send");
        assertThat(second.path("cmid")).isEqualTo(first.path("cmid"));
        assertThat(second.path("body")).isEqualTo(first.path("body"));
    }

    @Test
    @DisplayName("a message written before a reload goes out after it")
    void reloaded() {
        var peer = visitAndOpen();
        write("Hello?");
        var cmid = peer.hears("send").path("cmid");
        browser.reload();
        assertThat(ready(gateway.dialled(), prompt(), "").hears("send").path("cmid"))
                .isEqualTo(cmid);
    }

    @Test
    @DisplayName("one message is under way at a time")
    void oneAtATime() {
        var peer = visitAndOpen();
        write("one");
        write("two");
        var one = peer.hears("send");
        assertThat(one.path("body").asString()).isEqualTo("one");
        assertThat(peer.hearsWithin("send", MOMENT)).isNull();
        peer.say(
                "{'type':'ack','cmid':'%s','conv':'%s','seq':1,'at':'2026-01-01T00:00:00Z'}",
                one.path("cmid").asString(), CONVERSATION);
        assertThat(peer.hears("send").path("body").asString()).isEqualTo("two");
    }

    @Test
    @DisplayName("an unknown outcome is repeated with the same id, without bothering the visitor")
    void unknown() {
        var peer = visitAndOpen();
        write("Hello?");
        var cmid = peer.hears("send").path("cmid").asString();
        peer.say(
                "{'type':'nack','cmid':'%s','code':'unavailable','definite':false,'retryMs':50}",
                cmid);
        assertThat(peer.hears("send").path("cmid").asString()).isEqualTo(cmid);
        assertThat(browser.sees(".failed")).isFalse();
    }

    @Test
    @DisplayName("a definite refusal is told, and the visitor may repeat or discard")
    void refused() {
        var peer = visitAndOpen();
        write("Hello?");
        var cmid = peer.hears("send").path("cmid").asString();
        peer.say("{'type':'nack','cmid':'%s','code':'rate_limited','definite':true}", cmid);
        assertThat(browser.text(".failed .state")).startsWith("Not sent.");
        browser.click(".failed .state button");
        assertThat(peer.hears("send").path("cmid").asString()).isEqualTo(cmid);
        peer.say("{'type':'nack','cmid':'%s','code':'forbidden','definite':true}", cmid);
        browser.see(".failed");
        browser.click(".failed .state button + button");
        browser.until("it to be gone", () -> !messages().contains("Hello?"));
    }

    @Test
    @DisplayName("an entry twice is seen once, an early one waits, a hole is asked for")
    void holes() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        fromAgent(peer, 2, "two");
        fromAgent(peer, 2, "two");
        fromAgent(peer, 4, "four");
        var sync = peer.hears("sync");
        assertThat(sync.path("after").asInt()).isEqualTo(2);
        assertThat(messages()).doesNotContain("four");
        fromAgent(peer, 3, "three");
        browser.until(
                "all in order",
                () ->
                        messages()
                                .equals(
                                        List.of(
                                                "Questions? Ask us.",
                                                "Hello?",
                                                "two",
                                                "three",
                                                "four")));
    }

    @Test
    @DisplayName("an ack does not advance what is held: after it, the missing entry is asked for")
    void ackIsNotAnEntry() {
        var peer = visitAndOpen();
        write("Hello?");
        var cmid = peer.hears("send").path("cmid").asString();
        peer.say(
                "{'type':'ack','cmid':'%s','conv':'%s','seq':3,'at':'2026-01-01T00:00:00Z'}",
                cmid, CONVERSATION);
        assertThat(peer.hears("sync").path("after").asInt()).isZero();
    }

    @Test
    @DisplayName("MSG-02 after a reload the history is there, and after a cut only what was missed")
    void resumes() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        browser.reload();
        peer = ready(gateway.dialled(), prompt(), head(2, "open"));
        assertThat(peer.hears("sync").path("after").asInt()).isZero();
        entry(peer, 1, "{'kind':'visitor'}", "Hello?");
        fromAgent(peer, 2, "Hi!");
        browser.until("the history", () -> messages().containsAll(List.of("Hello?", "Hi!")));
        peer.cut();
        peer = gateway.dialled();
        var connect = peer.hears("connect");
        assertThat(connect.path("token").asString()).isEqualTo("v1.ticket");
        assertThat(connect.path("resume").get(0).path("have").asInt()).isEqualTo(2);
        assertThat(connect.path("resume").get(0).path("epoch").asString()).isEqualTo("e");
    }

    @Test
    @DisplayName("MSG-04 a reset is followed, never a silent hole")
    void reset() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        fromAgent(peer, 2, "ghost");
        browser.until("both", () -> messages().contains("ghost"));
        peer.say("{'type':'reset','conv':'%s','reason':'epoch','from':1}", CONVERSATION);
        browser.until("the ghost to go", () -> !messages().contains("ghost"));
        fromAgent(peer, 2, "true");
        browser.until("the truth", () -> messages().contains("true"));
    }

    @Test
    @DisplayName("MSG-04 what another database numbered is forgotten as soon as ready tells of it")
    void anotherEpoch() {
        visitAndOpen();
        browser.reload();
        var peer = ready(gateway.dialled(), prompt(), head(2, "open"));
        entry(peer, 1, "{'kind':'visitor'}", "Hello?");
        fromAgent(peer, 2, "ghost");
        browser.until("both", () -> messages().containsAll(List.of("Hello?", "ghost")));
        peer.cut();
        peer = ready(gateway.dialled(), prompt(), head(2, "open").replace("'e'", "'f'"));
        browser.until("the ghost to go", () -> !messages().contains("ghost"));
        peer.cut();
        var connect = gateway.dialled().hears("connect");
        assertThat(connect.path("resume").get(0).path("epoch").asString()).isEqualTo("f");
        assertThat(connect.path("resume").get(0).path("have").asInt()).isZero();
    }

    @Test
    @DisplayName("MSG-11 typing is shown, and ends with the message")
    void typing() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
        browser.type("a");
        assertThat(peer.hears("typing").path("conv").asString()).isEqualTo(CONVERSATION);
        peer.say(
                "{'type':'typing','conv':'%s','actor':{'kind':'agent','name':'Alice'}}",
                CONVERSATION);
        browser.see(".dots");
        assertThat(browser.texts(".sr")).contains("Alice is typing…");
        fromAgent(peer, 2, "Hi!");
        browser.until("it to end", () -> !browser.sees(".dots"));
    }

    @Test
    @DisplayName(
            "PEER-29, DSP-09, H15 what comes while the window is closed is counted, told and cleared by opening")
    void unread() {
        var peer = visitAndOpen();
        browser.run(
                "window.__unread = []; Parley.on('unreadConversationCountChanged', (e) => window.__unread.push(e.unreadCount))");
        write("Hello?");
        takes(peer, 1);
        browser.click("header button");
        fromAgent(peer, 2, "Hi!");
        fromAgent(peer, 3, "Are you there?");
        browser.until("the badge", () -> browser.texts(".badge").equals(List.of("2")));
        assertThat(browser.sees(".window")).isFalse();
        assertThat(browser.see(".launcher").getAttribute("aria-label"))
                .isEqualTo("Open chat, 2 unread messages");
        browser.photograph("launcher-unread");
        browser.click(".launcher");
        browser.until("the badge to go", () -> !browser.sees(".badge"));
        assertThat(browser.<List<Long>>run("return window.__unread")).containsExactly(1L, 0L);
        Browser.await(
                "the gateway to be told",
                () -> peer.hears("cursor").path("read").asInt() == 3,
                Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("NAV-03, H7 an open conversation stays on a page without chatflow")
    void stays() {
        var peer = visitAndOpen();
        write("Hello?");
        takes(peer, 1);
        peer.say("{'type':'decision',%s", nothing().substring(1));
        never("the launcher to go", () -> !browser.sees(".launcher"));
    }

    @Test
    @DisplayName("a closed conversation says so and offers a new one")
    void closed() {
        var peer = visitAndOpen();
        browser.run("Parley.on('conversationClosed', (e) => (window.__closed = e.conversationId))");
        write("Hello?");
        takes(peer, 1);
        event(peer, 2, "closed");
        browser.until(
                "the note", () -> browser.texts(".note").contains("This conversation was closed."));
        assertThat(browser.<String>run("return window.__closed")).isEqualTo(CONVERSATION);
        browser.click(".note button");
        browser.until("a blank window", () -> messages().equals(List.of("Questions? Ask us.")));
        write("Again");
        var send = peer.hears("send");
        assertThat(send.path("new").asBoolean()).isTrue();
        assertThat(send.has("conv")).isFalse();
    }
}
