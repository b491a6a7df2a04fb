package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.page.PageView;

@DisplayName("Compiled chatflows")
class CompiledAgainstNaiveTest {
    private static final int PAGES = 50;

    /// `-Dparley.pairs=1000000 -Dparley.seed=42` to look longer, or again.
    private static final int PAIRS = Integer.getInteger("parley.pairs", 200_000);

    @Test
    @DisplayName("PRI-10: give the answer of a linear scan that follows the rules word by word")
    void sameAnswer() {
        long seed = Long.getLong("parley.seed", new SplittableRandom().nextLong());
        System.out.println("parley.seed=" + seed + " compiled and naive: " + PAIRS + " pairs");
        var random = new SplittableRandom(seed);
        int found = 0;
        for (int pair = 0; pair < PAIRS; ) {
            var any = new RandomTargeting(random.split());
            var chatflows = any.chatflows();
            var compiled = CompiledChatflows.compile(chatflows);
            var naive = new NaiveTargeting();
            for (int i = 0; i < PAGES; i++, pair++) {
                var page = any.page();
                var visitor = any.visitor();
                var match = compiled.first(PageView.of(page), visitor);
                var winner = match instanceof Match.Found it ? it.chatflow() : null;
                var expected = naive(naive, chatflows, page, visitor);
                if (expected != winner) {
                    fail(told(seed, page, visitor, chatflows, expected, winner));
                }
                found += expected == null ? 0 : 1;
            }
        }
        System.out.println("parley.seed=" + seed + ": " + found + " of them have a winner");
        assertThat(found).as("pairs with a winner").isBetween(PAIRS / 10, PAIRS * 9 / 10);
    }

    private static @Nullable Chatflow naive(
            NaiveTargeting naive, List<Chatflow> chatflows, String page, VisitorFacts visitor) {
        var parsed = NaivePage.of(page);
        return chatflows.stream()
                .filter(Chatflow::published)
                .sorted(
                        Comparator.comparing(Chatflow::position)
                                .thenComparing(it -> it.id().toString()))
                .filter(it -> naive.wants(it.definition().target(), parsed, visitor))
                .findFirst()
                .orElse(null);
    }

    private static String told(
            long seed,
            String page,
            VisitorFacts visitor,
            List<Chatflow> chatflows,
            @Nullable Chatflow naive,
            @Nullable Chatflow compiled) {
        var told = new StringBuilder("seed " + seed + "\npage " + page + "\n" + visitor + "\n");
        for (var chatflow : chatflows) {
            if (chatflow != naive && chatflow != compiled) {
                continue;
            }
            told.append(chatflow.name()).append(chatflow.published() ? " " : " draft ");
            told.append(chatflow.position()).append(' ');
            told.append(ChatflowJson.write(chatflow.definition()).get("target"));
            told.append(" naive ");
            told.append(
                    new NaiveTargeting()
                            .wants(chatflow.definition().target(), NaivePage.of(page), visitor));
            told.append('\n');
        }
        return told.toString();
    }
}
