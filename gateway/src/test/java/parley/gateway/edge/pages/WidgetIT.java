package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import parley.gateway.edge.pages.ScriptedGateway.Peer;

/// The widget in a real browser on the shop's page, with the test as its gateway. Rows of the cases
/// document stand in the names.
@DisplayName("The widget")
class WidgetIT {
    private static final String VISITOR = "00000000-0000-4000-8000-00000000000a";
    private static final String CONVERSATION = "00000000-0000-4000-8000-00000000000c";
    private static final Duration MOMENT = Duration.ofMillis(700);

    private static Browser browser;
    private static ScriptedGateway gateway;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /// A new gateway is a new origin: no test finds what another stored.
    @BeforeEach
    void begin() {
        gateway = new ScriptedGateway();
    }

    @AfterEach
    void end() {
        browser.go("about:blank");
        gateway.close();
    }

    // ---- what the tests say as the gateway

    private static String decision(String behaviour, String triggers) {
        return """
        {'version':'1','chatflow':{'id':'%s','name':'Hello','language':'en','welcome':'Questions? Ask us.'},
        'availability':{'state':'available','show':'chat','replyTime':'minutes'},
        'display':{'behaviour':'%s','triggers':[%s],'heading':{'kind':'brand','name':'Acorn Tools'},
        'color':'#1e6b4a','side':'right'}}
        """
                .formatted(UUID.randomUUID(), behaviour, triggers);
    }

    private static String prompt() {
        return decision("prompt", "");
    }

    private static String nothing() {
        return "{'version':'0','availability':{'state':'away','show':'hidden'}}";
    }

    private static Peer ready(Peer peer, String decision, String conversations) {
        peer.hears("connect");
        peer.say(
                "{'type':'ready','v':1,'tab':'%1$s','visitor':'%1$s','token':'v1.ticket','decision':%2$s,"
                        + "'conversations':[%3$s]}",
                VISITOR, decision, conversations);
        return peer;
    }

    private static String head(int head, String status) {
        return "{'conv':'%s','epoch':'e','head':%d,'status':'%s'}"
                .formatted(CONVERSATION, head, status);
    }

    private static void entry(Peer peer, int seq, String actor, String body) {
        peer.say(
                "{'type':'entry','conv':'%s','seq':%d,'id':'%s','kind':'message','actor':%s,'body':'%s',"
                        + "'at':'2026-01-01T00:00:00Z'}",
                CONVERSATION, seq, UUID.randomUUID(), actor, body);
    }

    private static void fromAgent(Peer peer, int seq, String body) {
        entry(peer, seq, "{'kind':'agent','name':'Alice'}", body);
    }

    private static void event(Peer peer, int seq, String kind) {
        peer.say(
                "{'type':'entry','conv':'%s','seq':%d,'id':'%s','kind':'%s','actor':{'kind':'system'},"
                        + "'at':'2026-01-01T00:00:00Z'}",
                CONVERSATION, seq, UUID.randomUUID(), kind);
    }

    /// Takes a message of the visitor as the gateway does: ack, then the entry.
    private static String takes(Peer peer, int seq) {
        var send = peer.hears("send");
        var cmid = send.path("cmid").asString();
        peer.say(
                "{'type':'ack','cmid':'%s','conv':'%s','seq':%d,'at':'2026-01-01T00:00:00Z'}",
                cmid, CONVERSATION, seq);
        peer.sayExactly(
                "{\"type\":\"entry\",\"conv\":\"%s\",\"seq\":%d,\"id\":\"%s\",\"kind\":\"message\",\"actor\":{\"kind\":\"visitor\"},\"body\":%s,\"at\":\"2026-01-01T00:00:00Z\",\"cmid\":\"%s\"}"
                        .formatted(CONVERSATION, seq, UUID.randomUUID(), send.path("body"), cmid));
        return send.path("body").asString();
    }

    private static Peer visit(String path, String decision) {
        browser.go(gateway.shop(path));
        return ready(gateway.dialled(), decision, "");
    }

    private static Peer visitAndOpen() {
        var peer = visit("/demo/", prompt());
        browser.click(".launcher");
        browser.see("textarea");
        return peer;
    }

    private static void write(String text) {
        browser.see("textarea");
        browser.type(text, Keys.ENTER);
    }

    private static List<String> messages() {
        return browser.texts(".item .text");
    }

    private static String stored() {
        return browser.run("return JSON.stringify({...localStorage})");
    }

    private static void never(String fact, java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < end) {
            assertThat(holds.getAsBoolean()).as(fact).isFalse();
            java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);
        }
    }

    @Nested
    @DisplayName("comes to the page")
    class Arrival {
        @Test
        @DisplayName("says where it is, on what device, and resumes nothing on a first visit")
        void connect() {
            browser.go(gateway.shop("/demo/pricing.html?plan=school#top"));
            var connect = gateway.dialled().hears("connect");
            assertThat(connect.path("v").asInt()).isEqualTo(1);
            assertThat(connect.path("page").path("url").asString())
                    .endsWith("/demo/pricing.html?plan=school#top");
            assertThat(connect.path("page").path("title").asString())
                    .isEqualTo("Pricing – Acorn Tools");
            assertThat(connect.path("device").asString()).isEqualTo("desktop");
            assertThat(connect.has("token")).isFalse();
            assertThat(connect.path("resume").size()).isZero();
            assertThat(UUID.fromString(connect.path("tab").asString())).isNotNull();
        }

        @Test
        @DisplayName("DSP-01 prompt: launcher and the welcome message above it")
        void prompted() {
            visit("/demo/", prompt());
            assertThat(browser.see(".prompt .say").getText()).isEqualTo("Questions? Ask us.");
            assertThat(browser.sees(".launcher")).isTrue();
            assertThat(browser.sees(".window")).isFalse();
            assertThat(browser.bad()).isEmpty();
        }

        @Test
        @DisplayName("DSP-02 launcher only")
        void launcherOnly() {
            visit("/demo/", decision("launcher", ""));
            browser.see(".launcher");
            never("a prompt", () -> browser.sees(".prompt"));
        }

        @Test
        @DisplayName("shows nothing where no chatflow matches")
        void nothingToShow() {
            visit("/demo/", nothing());
            never("a launcher", () -> browser.sees(".launcher"));
        }

        @Test
        @DisplayName("appears and goes as the gateway decides anew")
        void decidedAnew() {
            var peer = visit("/demo/", nothing());
            peer.say("{'type':'decision',%s", prompt().strip().substring(1));
            browser.see(".launcher");
            peer.say("{'type':'decision',%s", nothing().substring(1));
            browser.until("the launcher to go", () -> !browser.sees(".launcher"));
        }

        @Test
        @DisplayName("S3 the code twice on a page: one widget, one socket")
        void twice() {
            browser.go(gateway.page("/twice", "<body>" + gateway.tag() + gateway.tag() + "</body>"));
            ready(gateway.dialled(), prompt(), "");
            browser.see(".launcher");
            assertThat(gateway.dialledWithin(MOMENT)).isNull();
            assertThat(
                            browser.<Long>run(
                                    "return document.querySelectorAll('parley-chat').length"))
                    .isEqualTo(1);
        }

        @Test
        @DisplayName("PRV-07 nothing is stored before the visitor does something")
        void nothingStored() {
            visit("/demo/", prompt());
            browser.see(".prompt");
            never(
                    "something stored",
                    () ->
                            browser.<Boolean>run(
                                    "return localStorage.length + sessionStorage.length > 0 || document.cookie !== ''"));
            browser.click(".launcher");
            browser.until("the token to be kept", () -> stored().contains("v1.ticket"));
        }

        @Test
        @DisplayName("110 the page's own style cannot hide or restyle it")
        void hostile() {
            browser.go(
                    gateway.page(
                            "/hostile",
                            "<style>parley-chat, * { display: none !important; opacity: 0 !important;"
                                    + " position: static !important; font-size: 1px !important }</style><body>"
                                    + gateway.tag()
                                    + "</body>"));
            ready(gateway.dialled(), prompt(), "");
            browser.until(
                    "the host to be shown",
                    () ->
                            browser.<Boolean>run(
                                    """
                                    const host = document.querySelector('parley-chat');
                                    if (!host) return false;
                                    const style = getComputedStyle(host);
                                    return style.display === 'block' && style.position === 'fixed' && style.opacity === '1';
                                    """));
        }
    }

    @Nested
    @DisplayName("opens and closes")
    class Windows {
        @Test
        @DisplayName("DSP-03, DSP-05 a dismissed prompt stays away on the next page, and comes back after 24 hours")
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
            await(Duration.ofMillis(1300));
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
            await(Duration.ofMillis(1300));
            assertThat(browser.sees(".window")).isFalse();
        }

        @Test
        @DisplayName("TRG-04 launcher only with a time trigger: the launcher comes then")
        void late() {
            visit("/demo/", decision("launcher", "{'kind':'time','value':1}"));
            await(Duration.ofMillis(400));
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
        @DisplayName("TRG-14 a trigger met while hidden: nothing, and when the team is back the widget comes")
        void metWhileHidden() {
            var hidden = decision("open", "{'kind':'time','value':1}").replace("'show':'chat'", "'show':'hidden'");
            var peer = visit("/demo/", hidden);
            await(Duration.ofMillis(1300));
            assertThat(browser.sees(".launcher")).isFalse();
            peer.say("{'type':'decision',%s", hidden.replace("'hidden'", "'chat'").strip().substring(1));
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

        private static void await(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            Browser.await("time to pass", () -> System.nanoTime() > end, time.plusSeconds(1));
        }
    }

    @Nested
    @DisplayName("carries messages")
    class Messages {
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
        @DisplayName("a message is kept before it is sent, and goes out again with the same id after a cut")
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
            peer.say("{'type':'nack','cmid':'%s','code':'unavailable','definite':false,'retryMs':50}", cmid);
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
            assertThat(browser.see(".failed .state").getText()).startsWith("Not sent.");
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
                                                    "Questions? Ask us.", "Hello?", "two", "three",
                                                    "four")));
        }

        @Test
        @DisplayName("an ack does not advance what is held: after it, the missing entry is asked for")
        void ackIsNotAnEntry() {
            var peer = visitAndOpen();
            write("Hello?");
            var cmid = peer.hears("send").path("cmid").asString();
            peer.say("{'type':'ack','cmid':'%s','conv':'%s','seq':3,'at':'2026-01-01T00:00:00Z'}", cmid, CONVERSATION);
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
        @DisplayName("MSG-11 typing is shown, and ends with the message")
        void typing() {
            var peer = visitAndOpen();
            write("Hello?");
            takes(peer, 1);
            browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
            browser.type("a");
            assertThat(peer.hears("typing").path("conv").asString()).isEqualTo(CONVERSATION);
            peer.say("{'type':'typing','conv':'%s','actor':{'kind':'agent','name':'Alice'}}", CONVERSATION);
            browser.see(".dots");
            assertThat(browser.texts(".sr")).contains("Alice is typing…");
            fromAgent(peer, 2, "Hi!");
            browser.until("it to end", () -> !browser.sees(".dots"));
        }

        @Test
        @DisplayName("DSP-09, H15 what comes while the window is closed is counted, told and cleared by opening")
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
                    "the note",
                    () -> browser.texts(".note").contains("This conversation was closed."));
            assertThat(browser.<String>run("return window.__closed")).isEqualTo(CONVERSATION);
            browser.click(".note button");
            browser.until("a blank window", () -> messages().equals(List.of("Questions? Ask us.")));
            write("Again");
            var send = peer.hears("send");
            assertThat(send.path("new").asBoolean()).isTrue();
            assertThat(send.has("conv")).isFalse();
        }
    }

    @Nested
    @DisplayName("keeps the connection")
    class Connection {
        @Test
        @DisplayName("a lost connection is told, dialled again and resumed")
        void lost() {
            var peer = visitAndOpen();
            peer.cut();
            assertThat(browser.see(".strip").getText()).isNotEmpty();
            ready(gateway.dialled(), prompt(), "");
            browser.until("the notice to go", () -> !browser.sees(".strip"));
        }

        @Test
        @DisplayName("goaway: the new socket is live before the old one is left")
        void goaway() {
            var old = visitAndOpen();
            old.say("{'type':'goaway','reason':'restart','minMs':0,'maxMs':50}");
            var next = gateway.dialled();
            next.hears("connect");
            assertThat(old.open()).isTrue();
            old.hearsWithin("bye", Duration.ofMillis(200));
            assertThat(old.open()).isTrue();
            next.say(
                    "{'type':'ready','v':1,'tab':'%1$s','visitor':'%1$s','token':'v1.ticket','decision':%2$s,'conversations':[]}",
                    VISITOR, prompt());
            browser.until("the old one to be left", () -> !old.open());
            never("a notice", () -> browser.sees(".strip"));
        }

        @ParameterizedTest
        @ValueSource(ints = {4403, 4404, 4409})
        @DisplayName("after these it stays away until the visitor acts")
        void stopped(int code) {
            var peer = visitAndOpen();
            peer.close(code, "");
            assertThat(gateway.dialledWithin(Duration.ofSeconds(2))).isNull();
        }

        @Test
        @DisplayName("4401: a token that is refused is not shown again")
        void refusedToken() {
            var peer = visitAndOpen();
            peer.close(4401, "");
            assertThat(gateway.dialled().hears("connect").has("token")).isFalse();
        }

        @Test
        @DisplayName("after 4409 the visitor takes the chat back to this tab")
        void takenBack() {
            var peer = visitAndOpen();
            peer.close(4409, "");
            browser.click(".strip button");
            ready(gateway.dialled(), prompt(), "");
            browser.until("the notice to go", () -> !browser.sees(".strip"));
        }
    }

    @Nested
    @DisplayName("obeys the page's script")
    class Script {
        private String page(String settings) {
            return gateway.page(
                    "/script",
                    "<!doctype html><body><script>%s</script>%s</body>".formatted(settings, gateway.tag()));
        }

        @Test
        @DisplayName("NAV-11, NAV-08 loadImmediately=false: nothing until load(); twice is once")
        void loadLater() {
            browser.go(
                    page(
                            "window.parleySettings = { loadImmediately: false };"
                                    + " window.parleyOnReady = [() => (window.__api = Object.keys(Parley.widget).sort().join())]"));
            browser.until(
                    "the script's turn", () -> browser.run("return window.__api") != null);
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
}
