package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

@DisplayName("\"Why?\" in the console")
class ConsoleWhyIT {
    @Test
    @DisplayName("explains a page by keyboard alone: shown, hidden, the steps and the rules")
    void why() {
        try (var browser = Browser.open();
                var gateway = RunningGateway.start()) {
            browser.go(gateway.console());
            browser.see("#token").sendKeys(gateway.token("Alice"), Keys.ENTER);
            browser.see(".rows");
            browser.see("button[title^='Why']").sendKeys(Keys.ENTER);
            browser.see("#why-page").sendKeys(gateway.shop(""), Keys.ENTER);
            assertThat(browser.see(".because").getText()).startsWith("shown because chatflow");
            browser.photograph("console-why-shown");
            browser.run("window.open = (link) => { window.__link = link; }");
            browser.run("document.querySelectorAll('details').forEach((it) => it.open = true)");
            browser.click("details button");
            browser.until(
                    "P1 the preview of it on this page",
                    () ->
                            browser.<Boolean>run("return !!window.__link")
                                    && browser.<String>run("return window.__link")
                                            .startsWith(gateway.shop("#parley-preview=p1.")));
            var page = browser.see("#why-page");
            page.clear();
            page.sendKeys("https://elsewhere.example/", Keys.ENTER);
            browser.until(
                    "the other page to be explained",
                    () -> browser.text(".because").contains("may not run on"));
            assertThat(browser.text(".because"))
                    .startsWith(
                            "hidden because the widget may not run on https://elsewhere.example");
            browser.photograph("console-why-hidden");
            page.sendKeys(Keys.ESCAPE);
            browser.until("the box to close", () -> !browser.sees("#why-page"));
            assertThat(browser.bad()).isEmpty();
        }
    }
}
