package parley.gateway.chatflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

/// Portals to be measured, by clocks (`src/jmh`) and by bytes ([AllocationTest]): so many chatflows
/// of five rules of mixed operators, of which the last alone wants the page.
public final class Sites {
    /// 120 characters, as a shop's are.
    public static final String PAGE =
            "https://www.example.com/en/products/garden-tools/pruning-shears-classic?utm_source=newsletter"
                    + "&utm_campaign=spring&ref=1234567";

    /// An anonymous visitor on a desktop.
    public static final VisitorFacts VISITOR =
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

    private Sites() {}

    /// So many chatflows; the last one wins.
    public static List<Chatflow> chatflows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(it -> chatflow(it, it == count ? wanted() : unwanted(it)))
                .toList();
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
                                                TargetingRule.Visitor.Operator.IS_ANY_OF,
                                                "FR",
                                                "BE"),
                                        visitor(
                                                Fact.Kind.PAGE_VIEWS,
                                                TargetingRule.Visitor.Operator.AT_LEAST,
                                                "2")))),
                List.of(
                        new Target.Group(
                                List.of(
                                        visitor(
                                                Fact.Kind.DEVICE,
                                                TargetingRule.Visitor.Operator.IS_ANY_OF,
                                                "mobile")))),
                false);
    }

    private static Target unwanted(int number) {
        return new Target(
                List.of(
                        new Url(Url.Operator.IS, "www.example.com/pricing/" + number, false),
                        new Url(Url.Operator.CONTAINS, "campaign-" + number, true),
                        new Url(Url.Operator.BEGINS_WITH, "www.example.com/docs/" + number, false),
                        new Url(
                                Url.Operator.MATCHES_WILDCARD,
                                "*.example.com/*/sale-" + number + "/*",
                                false),
                        new QueryParameter(
                                "plan", QueryParameter.Operator.IS, "pro-" + number, false)),
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    private static TargetingRule.OfVisitor visitor(
            Fact.Kind kind, TargetingRule.Visitor.Operator operator, String... values) {
        return new TargetingRule.Visitor(Fact.of(kind), operator, List.of(values), false);
    }

    private static Chatflow chatflow(int number, Target target) {
        return new Chatflow(
                new ChatflowId(new UUID(1, number)),
                new PortalId(new UUID(2, 1)),
                new InboxId(new UUID(3, 1)),
                "Chatflow " + number,
                true,
                number,
                1,
                Instant.EPOCH,
                Definition.initial().withTarget(target));
    }
}
