package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parley.gateway.chatflow.page.PageView;

@DisplayName("A page's address")
class PageViewTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            nullValues = "nothing",
            textBlock =
                    """
                    https://www.ex.com                  | https://www.ex.com/
                    HTTPS://WWW.EX.COM:443/A            | https://www.ex.com/A
                    http://www.ex.com:0080/             | http://www.ex.com/
                    https:ex.com\\a\\b                  | https://ex.com/a/b
                    https:////ex.com/                   | https://ex.com/
                    https://u:p@ex.com/                 | https://ex.com/
                    https://a@b@ex.com/                 | https://ex.com/
                    https://ex.com/a/./b/../c/%2e%2E/d  | https://ex.com/a/d
                    https://ex.com/a/..                 | https://ex.com/
                    https://ex.com/../..                | https://ex.com/
                    https://ex.com/a/.                  | https://ex.com/a/
                    https://ex.com//a//                 | https://ex.com//a//
                    https://ex.com/%7euser/%2f          | https://ex.com/~user/%2F
                    https://ex.com/a b?c d#e f          | https://ex.com/a%20b?c%20d#e%20f
                    https://ex.com/é?é#é                | https://ex.com/%C3%A9?%C3%A9#%C3%A9
                    https://ex.com/{}^`                 | https://ex.com/%7B%7D%5E%60
                    https://ex.com/?{}^`'               | https://ex.com/?{}%5E`%27
                    https://ex.com/%zz%               | https://ex.com/%zz%
                    https://[::1]:8080/                 | https://[::1]:8080/
                    https://bücher.example/             | https://xn--bcher-kva.example/
                    https://BÜCHER.example./            | https://xn--bcher-kva.example/
                    https://faß.example/                | https://xn--fa-hia.example/
                    https://日本語。jp/                    | https://xn--wgv71a119e.jp/
                    https://ex.com:65536/               | nothing
                    https://ex.com:x/                   | nothing
                    https://                            | nothing
                    https://a b/                        | nothing
                    https://a%00b/                      | nothing
                    ftp://ex.com/                       | nothing
                    javascript:alert(1)                 | nothing
                    www.ex.com/                         | nothing
                    """)
    @DisplayName("is canonical, or is no web page")
    void canonical(String href, String canonical) {
        var page = PageView.of(href);
        assertThat(page.isWebPage()).isEqualTo(canonical != null);
        assertThat(page.url()).isEqualTo(canonical == null ? "" : canonical);
    }

    @Test
    @DisplayName("is cut at 8,192 bytes, between two characters")
    void cut() {
        var start = "https://www.ex.com/";
        assertThat(PageView.of(start + "a".repeat(8_192 - start.length())).truncated()).isFalse();
        assertThat(PageView.of(start + "a".repeat(8_193 - start.length())).truncated()).isTrue();
        var cut = PageView.of(start + "é".repeat(5_000));
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.url()).hasSize(start.length() + 6 * ((8_192 - start.length()) / 2));
    }

    @Test
    @DisplayName("is never too strange: 100,000 random texts are taken without an exception")
    void neverThrows() {
        var seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        var alphabet = "https://:@[]%?#&=+.\\ \t\u0000\u00e9\ud83d\ude00\ud800xn--aZ0*|{}^`\u0338";
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "https://" : "");
            for (int k = random.nextInt(30); k > 0; k--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var page = PageView.of(text.toString());
            page.reading(true).texts();
            page.reading(true).multiset();
            page.fingerprint();
            assertThat(page.url().startsWith("http"))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(page.isWebPage());
        }
    }
}
