package parley.gateway.edge.pages;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/// A real Chromium and one page in it. Tests that need it are skipped, visibly, where there is
/// none.
///
/// The widget's shadow root is closed; here every root is opened as it is made, so that a test can
/// look inside. [#openClosed] leaves it as visitors have it.
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String OPEN_ROOTS =
            """
            const attach = Element.prototype.attachShadow;
            Element.prototype.attachShadow = function (how) {
              return attach.call(this, { ...how, mode: 'open' });
            };
            """;

    /// Counts what a page must never do to us.
    private static final String WATCH =
            """
            window.__bad = [];
            document.addEventListener('securitypolicyviolation', (e) =>
              window.__bad.push(`csp ${e.effectiveDirective} ${e.blockedURI}`));
            window.addEventListener('error', (e) => window.__bad.push(`error ${e.message}`));
            window.addEventListener('unhandledrejection', (e) => window.__bad.push(`rejection ${e.reason}`));
            for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => window.__bad.push(name);
            """;

    /// Nothing that ends by itself is moving.
    private static final String STILL =
            """
            const root = document.querySelector('parley-chat')?.shadowRoot ?? document;
            return root.getAnimations().every((it) =>
              it.playState === 'finished' || it.effect.getComputedTiming().endTime === Infinity);
            """;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser open() {
        var browser = openClosed();
        browser.onEveryPage(OPEN_ROOTS);
        return browser;
    }

    static Browser openClosed() {
        var chromium = find("chromium", "chromium-browser", "google-chrome");
        var chromedriver = find("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "SKIPPED: the page tests need chromium and chromedriver on the path");
        var options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,860");
        var service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.orElseThrow())
                        .usingAnyFreePort()
                        .withSilent(true)
                        .build();
        var browser = new Browser(new ChromeDriver(service, options));
        browser.onEveryPage(WATCH);
        return browser;
    }

    private static Optional<File> find(String... names) {
        return Stream.of(names)
                .flatMap(name ->
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(it -> Path.of(it, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    void onEveryPage(String script) {
        cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    /// From now on a phone: 390 × 780, touch, no pointer that hovers.
    void phone() {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 780, "deviceScaleFactor", 2, "mobile", true));
        cdp("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "hover", "value", "none"))));
        cdp(
                "Emulation.setUserAgentOverride",
                Map.of(
                        "userAgent",
                        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
                                + " Chrome/150.0.0.0 Mobile Safari/537.36"));
    }

    void go(String url) {
        driver.get(url);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /// Runs a script's text as the body of a function and gives what it returns.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> T run(String script, Object... arguments) {
        @SuppressWarnings("unchecked")
        var result = (T) driver.executeScript(script, arguments);
        return result;
    }

    /// As [#run], for a script that returns a promise.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> T await(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        @SuppressWarnings("unchecked")
        var result =
                (T)
                        driver.executeAsyncScript(
                                "const done = arguments[arguments.length - 1]; (async () => {"
                                        + script
                                        + "})().then(done, (e) => done('FAILED ' + (e.stack ?? e)));",
                                arguments);
        return result;
    }

    /// The first visible element of the widget, or of the page if it has no widget there.
    WebElement see(String selector) {
        var found = new WebElement[1];
        until(
                "to see " + selector,
                () -> {
                    found[0] = visible(selector);
                    return found[0] != null;
                });
        return found[0];
    }

    boolean sees(String selector) {
        return visible(selector) != null;
    }

    /// What the first visible of them says; also while it fades in, when WebDriver says nothing.
    String text(String selector) {
        return see(selector).getDomProperty("textContent");
    }

    List<String> texts(String selector) {
        return run(
                """
                const root = document.querySelector('parley-chat')?.shadowRoot ?? document;
                return [...root.querySelectorAll(arguments[0])].map((it) => it.textContent);
                """,
                selector);
    }

    private WebElement visible(String selector) {
        try {
            WebElement it =
                    run(
                            """
                            const root = document.querySelector('parley-chat')?.shadowRoot;
                            const all = [...(root?.querySelectorAll(arguments[0]) ?? []),
                                ...document.querySelectorAll(arguments[0])];
                            return all.find((it) => it.checkVisibility()) ?? null;
                            """,
                            selector);
            return it;
        } catch (NoSuchElementException | StaleElementReferenceException e) {
            return null;
        }
    }

    void click(String selector) {
        see(selector).click();
    }

    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void press(Keys modifier, CharSequence key) {
        new Actions(driver).keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
    }

    WebElement body() {
        return driver.findElement(By.tagName("body"));
    }

    Actions actions() {
        return new Actions(driver);
    }

    /// What the page did that it must not: dialogs, script errors, violations of its policy.
    List<String> bad() {
        return run("return window.__bad");
    }

    /// Waits for a fact, and fails naming it.
    void until(String fact, BooleanSupplier holds) {
        await(fact, holds, PATIENCE);
    }

    static void await(String fact, BooleanSupplier holds, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain " + fact);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// Stores what is on the screen as `target/screenshots/<name>.png`.
    void photograph(String name) {
        until("it to stand still", () -> this.<Boolean>run(STILL));
        var file = Path.of("target", "screenshots", name + ".png");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
