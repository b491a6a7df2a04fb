package parley.gateway.chatflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.TargetingRule.OfPage;
import parley.gateway.chatflow.TargetingRule.OfVisitor;
import parley.gateway.chatflow.TargetingRule.QueryParameter;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.chatflow.TargetingRule.Visitor;

/// Random chatflows, pages and visitors out of a small vocabulary full of corners, so that rules
/// often hold, or fail by one character.
public final class RandomTargeting {
    private static final List<String> SCHEMES =
            List.of("https://", "https://", "https://", "http://", "HTTPS://");
    private static final List<String> HOSTS =
            List.of(
                    "www.ex.com",
                    "www.ex.com",
                    "www.ex.com",
                    "ex.com",
                    "WWW.Ex.com",
                    "www.ex.com.",
                    "a.b.ex.com",
                    "www.ex.com:443",
                    "www.ex.com:80",
                    "www.ex.com:8443",
                    "u:p@www.ex.com",
                    "münchen.example",
                    "xn--mnchen-3ya.example",
                    "MÜNCHEN.example",
                    "localhost:8080",
                    "127.0.0.1",
                    "pricing.ex.com");
    private static final List<String> SEGMENTS =
            List.of(
                    "pricing",
                    "pricing",
                    "Pricing",
                    "blog",
                    "a",
                    "b",
                    "a",
                    "",
                    "",
                    ".",
                    "..",
                    "%2e",
                    "café",
                    "caf%C3%A9",
                    "caf%c3%a9",
                    "cafe%CC%81",
                    "CAFÉ",
                    "%70ricing",
                    "a%2Fb",
                    "a|b",
                    "a^b",
                    "a%5Eb",
                    "{x}",
                    "a%20b",
                    "a b",
                    "%zz",
                    "%",
                    "%C3",
                    "%25C3%25A9",
                    "日本",
                    "%E6%97%A5",
                    "ſ",
                    "*",
                    "a+b",
                    "%3E%CC%81",
                    "aab",
                    "aaab",
                    "İ");
    private static final List<String> NAMES =
            List.of("a", "b", "plan", "Plan", "q", "id[]", "", "é");
    private static final List<String> VALUES =
            List.of(
                    "", "1", "1", "pro", "PRO", "a+b", "a%20b", "a%2Bb", "%zz", "é", "e%CC%81",
                    "%ff");
    private static final List<String> FRAGMENTS = List.of("", "/billing", "x", "/x?plan=pro", "é");
    private static final List<String> WORDS =
            List.of("pro", "Pro", "free", "10", "9.5", "é", "VIP");
    private static final List<String> COUNTRIES = List.of("FR", "DE", "US");
    private static final List<String> LANGUAGES =
            List.of("fr", "fr-ca", "fr-CA,en", "en", "de;q=1");

    private final RandomGenerator random;

    public RandomTargeting(RandomGenerator random) {
        this.random = random;
    }

    public String page() {
        return random.nextInt(50) == 0 ? any(List.of("about:blank", "file:///x", "")) : address();
    }

    public List<Chatflow> chatflows() {
        return IntStream.rangeClosed(1, 1 + random.nextInt(6))
                .mapToObj(it ->
                        Vector.chatflow(
                                "C" + it,
                                1 + random.nextInt(4),
                                random.nextInt(8) > 0,
                                it,
                                Definition.initial().withTarget(target())))
                .toList();
    }

    public VisitorFacts visitor() {
        return new VisitorFacts(
                random.nextBoolean(),
                maybe(() -> Map.of("plan", any(WORDS)), Map.of()),
                maybe(() -> Set.of(any(WORDS)), null),
                maybe(() -> any(COUNTRIES), null),
                maybe(() -> any(List.of(Device.values())), null),
                maybe(() -> any(LANGUAGES), null),
                maybe(this::address, null),
                maybe(() -> random.nextInt(5), null),
                maybe(() -> Duration.ofSeconds(random.nextInt(60)), null),
                maybe(() -> Map.of("plan", any(WORDS)), Map.of()));
    }

    private Target target() {
        return new Target(
                list(1, 4, this::pageRule),
                list(0, 2, this::pageRule),
                list(0, 2, this::group),
                random.nextInt(3) == 0 ? list(0, 2, this::group) : List.of(),
                false);
    }

    private OfPage pageRule() {
        while (true) {
            try {
                return random.nextInt(5) == 0
                        ? new QueryParameter(
                                any(NAMES),
                                any(List.of(QueryParameter.Operator.values())),
                                any(VALUES),
                                random.nextInt(3) == 0)
                        : urlRule();
            } catch (RefusedValue tryAgain) {
                // most of what is random cannot be saved
            }
        }
    }

    private Url urlRule() {
        var operator = any(List.of(Url.Operator.values()));
        var value =
                switch (operator) {
                    case ALL_PAGES -> "";
                    case IS, IS_EXACTLY -> value();
                    case BEGINS_WITH -> cut(value(), 0);
                    case CONTAINS -> cut(value(), random.nextInt(30));
                    case MATCHES_WILDCARD -> starred(value());
                };
        return new Url(operator, value, random.nextInt(3) == 0);
    }

    /// An address as admins write it.
    private String value() {
        return switch (random.nextInt(6)) {
            case 0 -> address();
            case 1, 2 -> any(HOSTS) + rest();
            default -> any(HOSTS.subList(0, 3)) + rest();
            case 3 -> "/" + rest().replaceFirst("^/", "");
        };
    }

    private String address() {
        return any(SCHEMES) + any(random.nextBoolean() ? HOSTS : HOSTS.subList(0, 3)) + rest();
    }

    private String rest() {
        var path = list(0, 4, () -> "/" + any(SEGMENTS)).stream().collect(Collectors.joining());
        var query =
                list(1, 4, () -> any(NAMES) + (random.nextInt(4) == 0 ? "" : "=" + any(VALUES)))
                        .stream()
                        .collect(Collectors.joining("&", "?", ""));
        return path
                + (random.nextInt(3) == 0 ? query : "")
                + (random.nextInt(8) == 0 ? "?" : "")
                + (random.nextInt(4) == 0 ? "#" + any(FRAGMENTS) : "");
    }

    private String starred(String value) {
        if (random.nextInt(20) == 0) {
            return "*";
        }
        var starred = value;
        for (int i = random.nextInt(4); i > 0; i--) {
            int from = random.nextInt(starred.length() + 1);
            int to = Math.min(starred.length(), from + random.nextInt(6));
            starred = starred.substring(0, from) + "*" + starred.substring(to);
        }
        return starred;
    }

    private String cut(String text, int from) {
        int start = Math.min(from, text.length());
        return text.substring(start, start + random.nextInt(text.length() - start + 1));
    }

    private Target.Group group() {
        return new Target.Group(list(1, 3, this::visitorRule));
    }

    private OfVisitor visitorRule() {
        while (true) {
            try {
                var kind = any(List.of(Fact.Kind.values()));
                var operator = any(kind.operators().stream().sorted().toList());
                var fact = new Fact(kind, kind.named() ? "plan" : "");
                return new Visitor(fact, operator, values(kind, operator), random.nextInt(3) == 0);
            } catch (RefusedValue tryAgain) {
                // most of what is random cannot be saved
            }
        }
    }

    private List<String> values(Fact.Kind kind, Visitor.Operator operator) {
        if (operator.numeric()) {
            return List.of(Integer.toString(random.nextInt(40)));
        }
        return switch (operator) {
            case IS_KNOWN, IS_UNKNOWN -> List.of();
            default ->
                    list(
                            1,
                            3,
                            () ->
                                    switch (kind) {
                                        case COUNTRY -> any(COUNTRIES);
                                        case DEVICE -> any(List.of(Device.values())).wireName();
                                        case LANGUAGE -> any(List.of("fr", "fr-ca", "en"));
                                        case REFERRER -> any(HOSTS);
                                        default -> any(WORDS);
                                    });
        };
    }

    private <T> List<T> list(int min, int max, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            items.add(item.get());
        }
        return items;
    }

    private <T> @Nullable T maybe(Supplier<T> value, @Nullable T otherwise) {
        return random.nextInt(4) > 0 ? value.get() : otherwise;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
