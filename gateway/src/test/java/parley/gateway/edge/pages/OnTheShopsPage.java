package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.Keys;
import parley.gateway.edge.pages.ScriptedGateway.Peer;

/// The widget in a real browser on the shop's page, with the test as its gateway. Rows of the cases
/// document stand in the tests' names.
abstract class OnTheShopsPage {
    static final String VISITOR = "00000000-0000-4000-8000-00000000000a";
    static final String CONVERSATION = "00000000-0000-4000-8000-00000000000c";
    static final Duration MOMENT = Duration.ofMillis(700);

    static Browser browser;
    static ScriptedGateway gateway;

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

    static String decision(String behaviour, String triggers) {
        return """
        {'version':'1','chatflow':{'id':'%s','name':'Hello','language':'en','welcome':'Questions? Ask us.'},
        'availability':{'state':'available','show':'chat','replyTime':'minutes'},
        'display':{'behaviour':'%s','triggers':[%s],'heading':{'kind':'brand','name':'Acorn Tools'},
        'color':'#1e6b4a','side':'right'}}
        """
                .formatted(UUID.randomUUID(), behaviour, triggers);
    }

    static String prompt() {
        return decision("prompt", "");
    }

    static String nothing() {
        return "{'version':'0','availability':{'state':'away','show':'hidden'}}";
    }

    static Peer ready(Peer peer, String decision, String conversations) {
        peer.hears("connect");
        peer.say(
                "{'type':'ready','v':1,'tab':'%1$s','visitor':'%1$s','token':'v1.ticket','decision':%2$s,"
                        + "'conversations':[%3$s]}",
                VISITOR, decision, conversations);
        return peer;
    }

    static String head(int head, String status) {
        return "{'conv':'%s','epoch':'e','head':%d,'status':'%s'}"
                .formatted(CONVERSATION, head, status);
    }

    static void entry(Peer peer, int seq, String actor, String body) {
        peer.say(
                "{'type':'entry','conv':'%s','seq':%d,'id':'%s','kind':'message','actor':%s,'body':'%s',"
                        + "'at':'2026-01-01T00:00:00Z'}",
                CONVERSATION, seq, UUID.randomUUID(), actor, body);
    }

    static void fromAgent(Peer peer, int seq, String body) {
        entry(peer, seq, "{'kind':'agent','name':'Alice'}", body);
    }

    static void event(Peer peer, int seq, String kind) {
        peer.say(
                "{'type':'entry','conv':'%s','seq':%d,'id':'%s','kind':'%s','actor':{'kind':'system'},"
                        + "'at':'2026-01-01T00:00:00Z'}",
                CONVERSATION, seq, UUID.randomUUID(), kind);
    }

    /// Takes a message of the visitor as the gateway does: ack, then the entry.
    static String takes(Peer peer, int seq) {
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

    static Peer visit(String path, String decision) {
        browser.go(gateway.shop(path));
        return ready(gateway.dialled(), decision, "");
    }

    static Peer visitAndOpen() {
        var peer = visit("/demo/", prompt());
        browser.click(".launcher");
        browser.see("textarea");
        return peer;
    }

    static void write(String text) {
        browser.see("textarea");
        browser.type(text, Keys.ENTER);
    }

    static List<String> messages() {
        return browser.texts(".item .text");
    }

    static String stored() {
        return browser.run("return JSON.stringify({...localStorage})");
    }

    static void never(String fact, BooleanSupplier holds) {
        long end = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < end) {
            assertThat(holds.getAsBoolean()).as(fact).isFalse();
            LockSupport.parkNanos(30_000_000);
        }
    }

    /// Lets time pass that the widget measures itself.
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Browser.await("time to pass", () -> System.nanoTime() > end, time.plusSeconds(1));
    }
}
