package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The widget keeps the connection")
class WidgetConnectionIT extends OnTheShopsPage {
    @Test
    @DisplayName("a lost connection is told, dialled again and resumed")
    void lost() {
        var peer = visitAndOpen();
        peer.cut();
        assertThat(browser.text(".strip")).isNotEmpty();
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
