package parley.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The origins a widget may run on")
class OriginsTest {
    private final Origins origins =
            Origins.of(
                    List.of(
                            "https://shop.example",
                            "http://localhost:8088",
                            "https://*.wild.example",
                            "https://bücher.example",
                            "https://[::1]:9443"));

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | https://shop.example          | true  | listed
                    1 | https://evil.example          | false | not listed
                    2 | https://shop.example.evil.com | false | suffix trick
                    3 | https://evilshop.example      | false | prefix trick
                    4 | http://shop.example           | false | other scheme
                    5 | https://shop.example:8443     | false | other port
                    6 | null                          | false | sandboxed frame
                    9 | https://SHOP.Example          | true  | upper case
                    9 | https://shop.example.         | true  | trailing dot
                    9 | https://xn--bcher-kva.example | true  | punycode of a listed name
                    9 | https://shop.example:443      | true  | default port spelt out
                    0 | http://localhost:8088         | true  | port listed
                    0 | https://[::1]:9443            | true  | address listed
                    0 | https://a.wild.example        | true  | one label
                    0 | https://a.b.wild.example      | false | two labels
                    0 | https://wild.example          | false | no label
                    0 | https://*.wild.example        | false | a star in a header
                    0 | https://shop.example/path     | false | a URL, not an origin
                    0 | https://user@shop.example     | false | user information
                    """)
    @DisplayName("are compared exactly, in one normal form; the number is the abuse case's")
    void allow(int abuseCase, String header, boolean expected, String why) {
        assertThat(origins.allow(header)).as(why).isEqualTo(expected);
    }

    @Test
    @DisplayName("7: without an Origin header nobody is let in")
    void absent() {
        assertThat(origins.allow(null)).isFalse();
    }

    @Test
    @DisplayName("an empty list lets nobody in")
    void empty() {
        assertThat(Origins.of(List.of()).allow("https://shop.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "ftp://shop.example",
                "https://",
                "https://shop.example:0",
                "https://shop.example:99999",
                "https://shop.example/",
                "https://*",
                "*",
                "null",
                "https://a b.example",
                "https://*.*.example"
            })
    @DisplayName("a value that is no origin is refused and named")
    void refused(String text) {
        assertThatThrownBy(() -> Origins.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("expected");
    }
}
