package parley.gateway.chatflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.page.PageView;

/// A gate against regressions that no clock is asked for: bytes allocated, as the JVM counts them.
@DisplayName("Deciding leaves nothing behind")
class AllocationTest {
    private static final int WARM = 20_000;
    private static final int COUNTED = 1_000;

    /// The page view, its address' form and fingerprint, and what of the query is cut out.
    private static final long MAX_BYTES_OF_A_PAGE = 1_024;

    private static Object kept;

    @Test
    @DisplayName("0 bytes an evaluation on a hit, with 20 and with 1,000 chatflows")
    void nothing() {
        for (int count : new int[] {20, 1_000}) {
            var compiled = CompiledChatflows.compile(Sites.chatflows(count));
            var page = PageView.of(Sites.PAGE);
            assertThat(compiled.first(page, Sites.VISITOR)).isInstanceOf(Match.Found.class);
            assertThat(bytes(WARM / count, () -> compiled.first(page, Sites.VISITOR)))
                    .as("%d chatflows", count)
                    .isZero();
        }
    }

    @Test
    @DisplayName("at most 1 KiB with the parse of the address, however many chatflows there are")
    void parsing() {
        for (int count : new int[] {20, 1_000}) {
            var compiled = CompiledChatflows.compile(Sites.chatflows(count));
            assertThat(
                            bytes(
                                    WARM / count,
                                    () -> compiled.first(PageView.of(Sites.PAGE), Sites.VISITOR)))
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
}
