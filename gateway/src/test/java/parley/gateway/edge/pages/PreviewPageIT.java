package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An editor with a link in a browser of its own, the whole program behind it.
@DisplayName("P1 A draft on the shop's page, by its link")
class PreviewPageIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BAR =
            "return document.querySelector('parley-preview')?.shadowRoot.querySelector('p').textContent ?? ''";

    private static RunningGateway gateway;
    private static String portal;
    private Browser browser;

    @BeforeAll
    static void start() {
        Browser.open().close();
        gateway = RunningGateway.start();
        portal = rest("GET", "/api/v1/me", null).get("portal").asString();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        HTTP.close();
    }

    @BeforeEach
    void arrive() {
        browser = Browser.open();
    }

    @AfterEach
    void leave() {
        browser.close();
    }

    @Test
    @DisplayName(
            "is seen where no visitor sees it; looking and writing leave no row, cookie or item")
    void leavesNothing() {
        var draft = draft("Draft", "Only a draft.");
        var before = gateway.everyTable();
        browser.go(link(draft, "privacy.html", ""));
        browser.until("the draft", () -> browser.texts(".say").contains("Only a draft."));
        assertThat(bar()).contains("Preview", "“Draft”", "Only you see this");
        assertThat(browser.<String>run("return location.href"))
                .isEqualTo(gateway.shop("privacy.html"));
        browser.photograph("preview");
        browser.click(".launcher");
        browser.see("textarea").sendKeys("Hello?", Keys.ENTER);
        browser.until(
                "the refusal",
                () -> browser.texts(".state").toString().contains("This is a preview"));
        browser.photograph("preview-refused");
        browser.go(gateway.shop("pricing.html"));
        browser.until("it on the next page", () -> bar().contains("“Draft”"));
        assertThat(browser.texts(".item .text")).doesNotContain("Hello?");
        assertThat(browser.<Long>run("return localStorage.length")).isZero();
        assertThat(browser.<String>run("return document.cookie")).isEmpty();
        assertThat(browser.<List<String>>run("return Object.keys(sessionStorage)"))
                .containsExactly("parley." + portal + ".preview");
        assertThat(browser.<Long>await("return (await indexedDB.databases()).length")).isZero();
        assertThat(gateway.everyTable()).isEqualTo(before);
        assertThat(browser.bad()).isEmpty();
    }

    @Test
    @DisplayName("follows the draft as it is saved, looks at it away, and ends where it began")
    void followed() {
        var draft = draft("Followed", "First words.");
        browser.go(link(draft, "privacy.html", "\"availability\":\"away\""));
        browser.until("the draft", () -> bar().contains("“Followed”"));
        assertThat(browser.<String>run(inBar("select", "value"))).isEqualTo("away");
        browser.run(inBar("select", "value = ''"));
        browser.run(inBar("select", "dispatchEvent(new Event('change'))"));
        browser.until("the draft again", () -> bar().contains("“Followed”"));
        save(draft, "Second words.");
        browser.until("the new words", () -> browser.texts(".say").contains("Second words."));
        rest("DELETE", path(draft) + "?version=2", null);
        browser.until("its end", () -> bar().contains("deleted"));
        browser.photograph("preview-ended");
        browser.until("the widget to go", () -> !browser.sees(".launcher"));
        browser.run(inBar("button", "click()"));
        browser.until(
                "the page as visitors have it",
                () ->
                        browser.<Boolean>run(
                                "return !document.querySelector('parley-preview')"
                                        + " && Parley.widget.status().loaded"));
        assertThat(browser.<Long>run("return sessionStorage.length")).isZero();
        assertThat(browser.bad()).isEmpty();
    }

    @Test
    @DisplayName("an edit that is not saved is shown as it was when the link was made")
    void unsaved() {
        var draft = draft("Unsaved", "Saved words.");
        browser.go(
                link(
                        draft,
                        "?q=1#part",
                        "\"definition\":{\"build\":{\"welcome\":\"Other words.\"}}"));
        browser.until("the edit", () -> browser.texts(".say").contains("Other words."));
        assertThat(bar()).contains("not saved");
        assertThat(browser.<String>run("return location.href"))
                .isEqualTo(gateway.shop("?q=1#part"));
    }

    @Test
    @DisplayName("a link that somebody changed says so, and nothing is shown")
    void damaged() {
        var draft = draft("Damaged", "Words.");
        browser.go(link(draft, "", "").replaceFirst("....$", "AAAA"));
        browser.until("the refusal", () -> bar().contains("damaged"));
        assertThat(browser.sees(".launcher")).isFalse();
        browser.reload();
        browser.see(".launcher");
        assertThat(bar()).isEmpty();
    }

    // ---- the bar ------------------------------------------------------------------------------

    private String bar() {
        return browser.run(BAR);
    }

    private static String inBar(String selector, String what) {
        return "return document.querySelector('parley-preview').shadowRoot.querySelector('%s').%s"
                .formatted(selector, what);
    }

    // ---- over REST ----------------------------------------------------------------------------

    /// Not published, on no page.
    private static JsonNode draft(String name, String welcome) {
        var inbox = rest("GET", "/api/v1/portals/" + portal + "/inboxes", null).at("/inboxes/0/id");
        var body =
                """
                {"name":"%s","inbox":"%s","definition":{"build":{"welcome":"%s"},"target":{"include":[]}}}
                """;
        return rest(
                "POST",
                "/api/v1/portals/" + portal + "/chatflows",
                body.formatted(name, inbox.asString(), welcome));
    }

    private static void save(JsonNode draft, String welcome) {
        var body = JSON.createObjectNode();
        body.put("version", 1).put("name", draft.get("name").asString());
        body.put("inbox", draft.get("inbox").asString());
        body.set("definition", JSON.readTree("{\"build\":{\"welcome\":\"" + welcome + "\"}}"));
        rest("PUT", path(draft), body.toString());
    }

    private static String link(JsonNode draft, String page, String more) {
        var body = (ObjectNode) JSON.readTree("{" + more + "}");
        body.put("page", gateway.shop(page));
        return rest("POST", path(draft) + "/preview", body.toString()).get("link").asString();
    }

    private static String path(JsonNode draft) {
        return "/api/v1/portals/" + portal + "/chatflows/" + draft.get("id").asString();
    }

    private static JsonNode rest(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(gateway.console()).resolve(path))
                        .header("authorization", "Bearer " + gateway.token("Alice"))
                        .header("content-type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
            return response.body().isEmpty()
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }
}
