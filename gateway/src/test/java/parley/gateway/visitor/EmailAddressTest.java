package parley.gateway.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An e-mail address")
class EmailAddressTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "anna@example.com, anna@example.com",
        "' Anna.Schmidt+news@EXAMPLE.com ', anna.schmidt+news@example.com",
        "info@münchen.example, info@xn--mnchen-3ya.example",
        "jürgen@example.com, jürgen@example.com",
        "o'neill@mail.example.co.uk, o'neill@mail.example.co.uk",
    })
    @DisplayName("has one form")
    void oneForm(String text, String expected) {
        assertThat(EmailAddress.of(text).value()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "",
                "anna",
                "anna@",
                "@example.com",
                "anna@localhost",
                "a b@example.com",
                "anna@exa mple.com",
                "anna..b@example.com",
                ".anna@example.com",
                "anna@example..com",
                "anna@-example.com",
                "anna@[127.0.0.1]",
                "\"anna\"@example.com",
                "anna@example.com\nBcc: b@example.com",
                "anna@example.c",
            })
    @DisplayName("EML-06 is refused when it is none")
    void refused(String text) {
        assertThatThrownBy(() -> EmailAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 300})
    @DisplayName("is refused when it is too long")
    void tooLong(int length) {
        assertThatThrownBy(() -> EmailAddress.of("a".repeat(length) + "@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
