package parley.gateway.chatflow;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.page.PageView;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// A pattern full of stars against a page full of what it nearly matches (URL-43): twice the page,
/// twice the time.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WildcardAttackBenchmark {
    @Param({"1000", "2000", "4000", "8000"})
    int length;

    private CompiledChatflows compiled;
    private String href;

    @Setup
    public void compile() {
        var rule =
                new Url(Url.Operator.MATCHES_WILDCARD, "www.ex.com/" + "*a".repeat(40) + "*ba*", false);
        var target = new Target(List.of(rule), List.of(), List.of(), List.of(), false);
        compiled =
                CompiledChatflows.compile(
                        List.of(
                                new Chatflow(
                                        new ChatflowId(new UUID(1, 1)),
                                        new PortalId(new UUID(2, 1)),
                                        new InboxId(new UUID(3, 1)),
                                        "Attacked",
                                        true,
                                        1,
                                        1,
                                        Instant.EPOCH,
                                        Definition.initial().withTarget(target))));
        // "ba" is there, but before the forty: the whole page is searched for another one.
        href = "https://www.ex.com/aba" + "a".repeat(length);
    }

    @Benchmark
    public Match attacked() {
        return compiled.first(PageView.of(href), VisitorFacts.NOTHING);
    }
}
