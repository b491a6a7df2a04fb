package parley.gateway.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("D5, HDR-10 Links of the meetings tool under an alias")
class MeetingLinksTest {
    private static final List<String> HOSTS = List.of("meet.shop.example", "calendar.example");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Book here: https://meet.shop.example/anna now, Book here: now",
        "https://MEET.shop.example/anna?x=1, ''",
        "meet.shop.example/anna, ''",
        "See (https://eu.calendar.example/a), See",
        "https://calendar.example:8443/anna, ''",
        "https://user@calendar.example/anna, ''",
        "Ask at https://notcalendar.example/ please, Ask at https://notcalendar.example/ please",
        "https://calendar.example.evil.example/, https://calendar.example.evil.example/",
        "No link at all, No link at all",
        "That is calendar.example., That is",
    })
    @DisplayName("are taken out, and nothing else is")
    void removed(String text, String expected) {
        assertThat(MeetingLinks.removed(text, HOSTS)).isEqualTo(expected);
    }

    @Test
    @DisplayName("text without them stays as it is, blanks and all")
    void untouched() {
        var text = "  two  blanks\n\tand a tab  ";
        assertThat(MeetingLinks.removed(text, HOSTS)).isEqualTo(text);
        assertThat(MeetingLinks.removed("https://meet.shop.example/", List.of()))
                .isEqualTo("https://meet.shop.example/");
    }

    @Test
    @DisplayName("a hostile text costs no time")
    void hostile() {
        var text = "calendar.exampl".repeat(800);
        var begun = System.nanoTime();
        assertThat(MeetingLinks.removed(text, HOSTS)).isEqualTo(text);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }
}
