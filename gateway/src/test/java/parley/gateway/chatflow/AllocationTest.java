package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;
import parley.gateway.chatflow.page.PageView;

/// A gate against regressions that no clock is asked for: bytes allocated, as the JVM counts them.
@DisplayName("Deciding leaves nothing behind")
class AllocationTest {
    private static final int WARM = 20_000;
    private static final int COUNTED = 1_000;

    /// The page view, its address' form and fingerprint, and what of the query is cut out.
    private static final long MAX_BYTES_OF_A_PAGE = 1_024;

    private static final String PAGE =
            "https://www.example.com/en/products/garden-tools/pruning-shears-classic"
                    + "?utm_source=newsletter&utm_campaign=spring&ref=12";
    private static final VisitorFacts VISITOR =
            new VisitorFacts(
                    false,
                    Map.of(),
                    null,
                    "FR",
                    Device.DESKTOP,
                    "fr-CA,fr;q=0.9",
                    "https://www.google.com/",
                    3,
                    Duration.ofSeconds(40),
                    Map.of());

    private static Object kept;

    @Test
    @DisplayName("0 bytes an evaluation on a hit, with 20 and with 1,000 chatflows")
    void nothing() {
        for (int count : new int[] {20, 1_000}) {
            var compiled = CompiledChatflows.compile(chatflows(count));
            var page = PageView.of(PAGE);
            assertThat(compiled.first(page, VISITOR)).isInstanceOf(Match.Found.class);
            assertThat(bytes(WARM / count, () -> compiled.first(page, VISITOR)))
                    .as("%d chatflows", count)
                    .isZero();
        }
    }

    @Test
    @DisplayName("at most 1 KiB with the parse of the address, however many chatflows there are")
    void parsing() {
        for (int count : new int[] {20, 1_000}) {
            var compiled = CompiledChatflows.compile(chatflows(count));
            assertThat(bytes(WARM / count, () -> compiled.first(PageView.of(PAGE), VISITOR)))
                    .as("%d chatflows", count)
                    .isLessThanOrEqualTo(MAX_BYTES_OF_A_PAGE);
        }
    }

    /// The smallest of several: the JVM's own work may fall into one of them.
    private static long bytes(int warm, Supplier<Object> action) {
        repeat(Math.max(warm, 200), action);
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = allocated();
            repeat(COUNTED, action);
            smallest = Math.min(smallest, (allocated() - before) / COUNTED);
        }
        return smallest;
    }

    private static void repeat(int times, Supplier<Object> action) {
        for (int i = 0; i < times; i++) {
            kept = action.get();
        }
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    /// So many, each of five rules of mixed operators; the last one wins.
    private static List<Chatflow> chatflows(int count) {
        var chatflows = new ArrayList<Chatflow>();
        for (int i = 1; i <= count; i++) {
            var target = i == count ? wanted() : unwanted(i);
            chatflows.add(
                    Vector.chatflow("C" + i, i, true, i, Definition.initial().withTarget(target)));
        }
        return chatflows;
    }

    private static Target wanted() {
        return new Target(
                List.of(new Url(Url.Operator.CONTAINS, "garden-tools", false)),
                List.of(new Url(Url.Operator.IS, "www.example.com/privacy", false)),
                List.of(
                        new Target.Group(
                                List.of(
                                        visitor(
                                                Fact.Kind.COUNTRY,
                                                Visitor.Operator.IS_ANY_OF,
                                                "FR"),
                                        visitor(
                                                Fact.Kind.PAGE_VIEWS,
                                                Visitor.Operator.AT_LEAST,
                                                "2")))),
                List.of(
                        new Target.Group(
                                List.of(
                                        visitor(
                                                Fact.Kind.DEVICE,
                                                Visitor.Operator.IS_ANY_OF,
                                                "mobile")))),
                false);
    }

    private static Target unwanted(int number) {
        List<OfPage> include =
                List.of(
                        new Url(Url.Operator.IS, "www.example.com/pricing/" + number, false),
                        new Url(Url.Operator.CONTAINS, "campaign-" + number, true),
                        new Url(Url.Operator.BEGINS_WITH, "www.example.com/docs/" + number, false),
                        new Url(
                                Url.Operator.MATCHES_WILDCARD,
                                "*.example.com/*/sale-" + number + "/*",
                                false),
                        new QueryParameter(
                                "plan", QueryParameter.Operator.IS, "pro-" + number, false));
        return new Target(include, List.of(), List.of(), List.of(), false);
    }

    private static Visitor visitor(Fact.Kind kind, Visitor.Operator operator, String value) {
        return new Visitor(Fact.of(kind), operator, List.of(value), false);
    }
}
