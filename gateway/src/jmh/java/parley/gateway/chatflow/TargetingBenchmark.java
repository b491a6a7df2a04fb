package parley.gateway.chatflow;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import parley.gateway.chatflow.page.PageView;

/// Which chatflow a page view gets: the last of so many, each of five rules.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class TargetingBenchmark {
    @Param({"1", "10", "20", "100", "1000", "10000"})
    int chatflows;

    private CompiledChatflows compiled;
    private PageView page;
    private String href;

    @Setup
    public void compile() {
        compiled = CompiledChatflows.compile(Sites.chatflows(chatflows));
        page = PageView.of(Sites.PAGE);
        href = Sites.PAGE;
        if (!(evaluated() instanceof Match.Found)) {
            throw new IllegalStateException("nothing was found");
        }
    }

    /// As sessions do it: the address is text.
    @Benchmark
    public Match parsedAndEvaluated() {
        return compiled.first(PageView.of(href), Sites.VISITOR);
    }

    /// The address is parsed already.
    @Benchmark
    public Match evaluated() {
        return compiled.first(page, Sites.VISITOR);
    }
}
