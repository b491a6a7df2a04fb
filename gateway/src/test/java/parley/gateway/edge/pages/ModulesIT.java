package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs the tests under `pages-test/` in the browser: the parts of the pages that decide without a
/// document.
@DisplayName("The pages' own modules")
class ModulesIT {
    private static ScriptedGateway gateway;
    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        gateway = new ScriptedGateway();
        browser.go(gateway.shop("/pages-test/index.html"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
            gateway.close();
        }
    }

    @TestFactory
    @DisplayName("do what their tests say")
    Stream<DynamicTest> all() {
        Object names =
                browser.await(
                        "const { tests } = await import('/pages-test/all.js'); return [...tests.keys()];");
        assertThat(names).as("the modules load").isInstanceOf(List.class);
        return ((List<?>) names)
                .stream().map(it -> DynamicTest.dynamicTest((String) it, () -> check(it)));
    }

    private static void check(Object name) {
        String outcome =
                browser.await(
                        """
                        const { tests } = await import('/pages-test/all.js');
                        await tests.get(arguments[0])();
                        return 'ok';
                        """,
                        name);
        assertThat(outcome).isEqualTo("ok");
    }
}
