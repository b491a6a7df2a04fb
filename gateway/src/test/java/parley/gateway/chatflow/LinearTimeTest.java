package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.page.Glob;
import parley.gateway.chatflow.page.Needle;
import parley.gateway.chatflow.page.PageView;

@DisplayName("Rules take linear time, by counting the characters they look at")
class LinearTimeTest {
    private static final String ATTACK = "a".repeat(8_000);

    @Test
    @DisplayName("a text is found with at most two looks at each character")
    void needle() {
        var hay = new Counted(ATTACK);
        assertThat(Needle.of("a".repeat(1_000) + "b").in(hay, 0, hay.length())).isNegative();
        assertThat(hay.looks).isBetween(7_000, 2 * ATTACK.length());
    }

    @Test
    @DisplayName(
            "URL-43, abuse case 115: a pattern full of stars looks at each character a few times")
    void glob() {
        var hay = new Counted(ATTACK);
        assertThat(Glob.of("*a".repeat(500) + "*b*").matches(hay, 0, hay.length())).isFalse();
        assertThat(hay.looks).isLessThan(3 * ATTACK.length());
    }

    @Test
    @DisplayName("twice the page takes twice the looks")
    void growth() {
        int once = looks(ATTACK);
        int twice = looks(ATTACK + ATTACK);
        assertThat(twice).isBetween(once * 19 / 10, once * 21 / 10);
    }

    @Test
    @DisplayName("an evaluation that would look at too many characters ends, and says so")
    void budget() {
        var page = PageView.of("https://www.ex.com/%41?" + "%C3%A9".repeat(1_300));
        var target =
                new Target(
                        Collections.nCopies(
                                200, new Url(Url.Operator.CONTAINS, "é".repeat(300) + "x", false)),
                        List.of(),
                        List.of(),
                        List.of(),
                        false);
        var definition = Definition.initial().withTarget(target);
        var chatflows =
                IntStream.rangeClosed(1, 50)
                        .mapToObj(it -> Vector.chatflow("C" + it, it, true, it, definition))
                        .toList();
        var match = CompiledChatflows.compile(chatflows).first(page, VisitorFacts.NOTHING);
        assertThat(match).isInstanceOf(Match.OverBudget.class);
    }

    private static int looks(String text) {
        var hay = new Counted(text);
        assertThat(Glob.of("*aab*aab*a").matches(hay, 0, hay.length())).isFalse();
        return hay.looks;
    }

    /// Counts the characters looked at.
    private static final class Counted implements CharSequence {
        private final String text;
        private int looks;

        private Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }
    }
}
