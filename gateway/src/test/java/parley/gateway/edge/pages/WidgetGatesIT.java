package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

@DisplayName("The widget asks before it lets write")
class WidgetGatesIT extends OnTheShopsPage {
    private static String with(String gates) {
        var decision = prompt().strip();
        return decision.substring(0, decision.length() - 1) + ",'gates':" + gates + "}";
    }

    private static String explicit(String version) {
        return with(
                "{'consents':[{'kind':'process','ask':'explicit','version':'%s','text':'We process what you write.'}]}"
                        .formatted(version));
    }

    @Test
    @DisplayName(
            "O8, PRV-02, PRV-03 explicit consent comes first, is asked once, and again for another text")
    void explicitConsent() {
        var peer = visit("/demo/", explicit("1"));
        browser.click(".launcher");
        assertThat(browser.text(".gate p")).isEqualTo("We process what you write.");
        assertThat(browser.sees("textarea")).isFalse();
        browser.photograph("consent");
        browser.click(".gate .solid");
        var consent = peer.hears("consent");
        assertThat(consent.path("kind").asString()).isEqualTo("process");
        assertThat(consent.path("version").asString()).isEqualTo("1");
        assertThat(consent.path("answer").asBoolean()).isTrue();
        write("Hello?");
        peer.hears("send");
        visit("/demo/", explicit("1"));
        browser.see("textarea");
        visit("/demo/", explicit("2"));
        browser.see(".gate");
        assertThat(browser.sees("textarea")).isFalse();
    }

    @Test
    @DisplayName(
            "PRV-01 where the gateway knows of no consent the message is kept, and sent once it is given")
    void consentMissing() {
        var peer = visit("/demo/", explicit("1"));
        browser.click(".launcher");
        browser.click(".gate .solid");
        write("Hello?");
        var cmid = peer.hears("send").path("cmid").asString();
        peer.say("{'type':'nack','cmid':'%s','code':'consent_required','definite':true}", cmid);
        browser.click(".gate .solid");
        assertThat(peer.hears("send").path("cmid").asString()).isEqualTo(cmid);
    }

    @Test
    @DisplayName("O9 with legitimate interest the text stands there and nothing is to be clicked")
    void implied() {
        visit(
                "/demo/",
                with(
                        "{'consents':[{'kind':'process','ask':'implied','version':'1','text':'We process what you write.'}]}"));
        browser.click(".launcher");
        browser.see("textarea");
        assertThat(browser.text(".fine")).isEqualTo("We process what you write.");
    }

    @Test
    @DisplayName(
            "PRV-05, PRV-07 a cookie banner that is declined: the chat works, nothing is stored")
    void cookiesDeclined() {
        var peer =
                visit(
                        "/demo/",
                        with(
                                "{'consents':[{'kind':'cookie','ask':'start','version':'1','text':''}]}"));
        browser.click(".launcher");
        browser.see(".gate");
        assertThat(stored()).isEqualTo("{}");
        browser.click(".gate .plain");
        assertThat(peer.hears("consent").path("answer").asBoolean()).isFalse();
        write("Hello?");
        takes(peer, 1);
        browser.until("it to be sent", () -> browser.texts(".state").isEmpty());
        assertThat(stored()).isEqualTo("{}");
    }

    @Test
    @DisplayName("a cookie banner that is accepted: from then on the ticket is kept")
    void cookiesAccepted() {
        visit(
                "/demo/",
                with("{'consents':[{'kind':'cookie','ask':'start','version':'1','text':''}]}"));
        browser.click(".launcher");
        browser.click(".gate .solid");
        browser.until("the token to be kept", () -> stored().contains("v1.ticket"));
    }

    @Test
    @DisplayName(
            "EML-03, EML-06 an address is asked for before the first message, and a bad one is told")
    void emailBefore() {
        var peer =
                visit(
                        "/demo/",
                        with("{'email':{'when':'before_first_message','text':'Where to?'}}"));
        browser.click(".launcher");
        browser.see(".gate input").sendKeys("anna", Keys.ENTER);
        assertThat(browser.text(".gate .error")).isNotEmpty();
        assertThat(peer.hearsWithin("contact", Duration.ofMillis(300))).isNull();
        browser.see(".gate input").sendKeys("@example.com", Keys.ENTER);
        assertThat(peer.hears("contact").path("email").asString()).isEqualTo("anna@example.com");
        write("Hello?");
        peer.hears("send");
    }

    @Test
    @DisplayName("EML-02 after the first message the address is asked for, and may be skipped")
    void emailAfter() {
        var peer =
                visit(
                        "/demo/",
                        with("{'email':{'when':'after_first_message','text':'Where to?'}}"));
        browser.click(".launcher");
        browser.see("textarea");
        assertThat(browser.sees(".gate")).isFalse();
        write("Hello?");
        takes(peer, 1);
        browser.see(".gate input");
        assertThat(browser.sees("textarea")).isTrue();
        browser.click(".gate .plain");
        browser.until("the question to go", () -> !browser.sees(".gate"));
    }

    @Test
    @DisplayName("S15, S16, S19 away, back at a time, and everybody busy are said in the window")
    void notices() {
        var away =
                prompt().replace(
                                "'state':'available','show':'chat','replyTime':'minutes'",
                                "'state':'away','show':'return_time','returnAt':'2099-01-05T08:00:00Z'");
        var peer = visit("/demo/", away);
        browser.click(".launcher");
        browser.see("header p");
        assertThat(browser.texts("header p").getFirst())
                .startsWith("We are back ")
                .contains("January");
        browser.photograph("away");
        peer.say(
                "{'type':'decision',%s",
                prompt().replace(
                                "'state':'available','show':'chat'", "'state':'full','show':'wait'")
                        .strip()
                        .substring(1));
        browser.until(
                "the wait text",
                () -> browser.texts(".strip.quiet").toString().contains("answer in turn"));
        peer.say("{'type':'queue','conv':'%s','position':3,'waitSeconds':130}", CONVERSATION);
        browser.until(
                "the place in the queue",
                () ->
                        browser.texts(".strip.quiet")
                                .toString()
                                .contains("You are number 3 in the queue. About 3 min."));
    }

    @Test
    @DisplayName("W3, H17 the fixed words follow the chatflow's language")
    void language() {
        visit("/demo/", prompt().replace("'language':'en'", "'language':'de-AT'"));
        browser.click(".launcher");
        assertThat(browser.see("textarea").getAttribute("placeholder"))
                .isEqualTo("Nachricht schreiben…");
        assertThat(browser.bad()).isEmpty();
    }
}
