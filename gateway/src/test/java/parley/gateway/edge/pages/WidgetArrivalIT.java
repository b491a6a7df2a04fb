package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The widget comes to the page")
class WidgetArrivalIT extends OnTheShopsPage {
    @Test
    @DisplayName(
            "URL-47 says where the page is, on what device, and resumes nothing on a first visit")
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
        assertThat(browser.text(".prompt .say")).isEqualTo("Questions? Ask us.");
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
        assertThat(browser.<Long>run("return document.querySelectorAll('parley-chat').length"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("PEER-23, PRV-07 nothing is stored before the visitor does something")
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
