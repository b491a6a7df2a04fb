package parley.gateway.session.preview;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Options.ProcessConsent;
import parley.gateway.chatflow.Target;
import parley.gateway.chatflow.TargetingRule.Url;
import parley.gateway.session.preview.PreviewTokens.Minted;
import parley.gateway.session.preview.PreviewTokens.Reason;
import parley.gateway.session.preview.PreviewTokens.Verdict;
import parley.gateway.visitor.SignedTokens;
import parley.gateway.visitor.SigningKey;
import parley.gateway.visitor.VisitorClaims.Subject;
import parley.gateway.visitor.VisitorTokens;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

@DisplayName("P1 The token of a preview link")
class PreviewTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SigningKey KEY = key("k1", "a");

    private static final Target ANYWHERE = Definition.initial().target();

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final ChatflowId chatflow = new ChatflowId(UUID.randomUUID());
    private final AgentId editor = new AgentId(UUID.randomUUID());

    @Test
    @DisplayName("says which draft, whose, and until when: one hour")
    void valid() {
        assertThat(judge(NOW, mint(null).token()))
                .isEqualTo(
                        new Verdict.Valid(
                                new PreviewClaims(
                                        portal,
                                        chatflow,
                                        editor,
                                        NOW.plus(Duration.ofHours(1)),
                                        null)));
    }

    @Test
    @DisplayName("holds an edit that is not saved, without its targeting, which is not asked")
    void unsaved() {
        var definition = onPages(200).withBuild(welcome("Not saved yet – 👋"));
        assertThat(judge(NOW, mint(definition).token()))
                .isInstanceOfSatisfying(
                        Verdict.Valid.class,
                        it ->
                                assertThat(it.claims().unsaved())
                                        .isEqualTo(definition.withTarget(ANYWHERE)));
    }

    @Test
    @DisplayName("is not made of an edit that does not fit into an address")
    void tooLong() {
        assertThat(tokens(NOW, KEY).mint(portal, chatflow, editor, wordy())).isNull();
    }

    @Test
    @DisplayName("ends to the second")
    void expired() {
        var token = mint(null).token();
        var end = NOW.plus(Duration.ofHours(1));
        assertThat(judge(end.minusMillis(1), token)).isInstanceOf(Verdict.Valid.class);
        assertThat(judge(end, token)).isEqualTo(new Verdict.Refused(Reason.EXPIRED));
    }

    @Test
    @DisplayName("81 of another portal is foreign")
    void foreign() {
        var elsewhere = new PortalId(UUID.randomUUID());
        assertThat(tokens(NOW, KEY).judge(mint(null).token(), elsewhere))
                .isEqualTo(new Verdict.Refused(Reason.FOREIGN));
    }

    @Test
    @DisplayName("91 of a key that is gone, or with one bit changed, is forged")
    void forged() {
        var token = mint(null).token();
        assertThat(tokens(NOW, key("k2", "b")).judge(token, portal))
                .isEqualTo(new Verdict.Refused(Reason.FORGED));
        assertThat(tokens(NOW, key("k1", "b")).judge(token, portal))
                .isEqualTo(new Verdict.Refused(Reason.FORGED));
        for (int at = token.indexOf('.', 3) + 1; at < token.length(); at += 7) {
            var changed = new StringBuilder(token);
            changed.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
            assertThat(judge(NOW, changed.toString()))
                    .as("%s", changed)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    @DisplayName("is no visitor's token, and a visitor's token is no preview")
    void kinds() {
        var visitors = new VisitorTokens(List.of(KEY), Duration.ofDays(1), clock(NOW));
        var origin = "https://shop.example";
        var visitor = new VisitorId(UUID.randomUUID());
        assertThat(judge(NOW, visitors.mint(new Subject(portal, visitor, origin))))
                .isEqualTo(new Verdict.Refused(Reason.MALFORMED));
        var renamed = mint(null).token().replaceFirst("p1", "v1");
        assertThat(visitors.judge(renamed, portal, origin))
                .isEqualTo(new VisitorTokens.Verdict.Refused(VisitorTokens.Reason.BAD_MAC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p1", "p1.k1.", "p1.k1.AA.!", "....", "p2.k1.AA.AA", "𝕡1.k1.A.A"})
    @DisplayName("92 is malformed if it is anything else")
    void malformed(String token) {
        assertThat(judge(NOW, token)).isEqualTo(new Verdict.Refused(Reason.MALFORMED));
    }

    @Test
    @DisplayName("signed by us, says what we can read: the rest of another version is no claim")
    void otherVersion() {
        var random = new Random(7);
        var signed = new SignedTokens("p1", PreviewTokens.MAX_LENGTH, List.of(KEY));
        for (int length = 0; length < 300; length += 3) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(judge(NOW, signed.sign(bytes))).isInstanceOf(Verdict.Refused.class);
        }
    }

    private static Build welcome(String text) {
        var initial = Definition.initial().build();
        return new Build(text, false, initial.routing(), initial.emailCapture());
    }

    private Minted mint(@Nullable Definition unsaved) {
        return tokens(NOW, KEY).mint(portal, chatflow, editor, unsaved);
    }

    private Verdict judge(Instant now, String token) {
        return tokens(now, KEY).judge(token, portal);
    }

    private static Definition onPages(int rules) {
        var rule = new Url(Url.Operator.BEGINS_WITH, "https://shop.example/pricing", false);
        return Definition.initial()
                .withTarget(
                        new Target(
                                Collections.nCopies(rules, rule),
                                List.of(),
                                List.of(),
                                List.of(),
                                false));
    }

    /// As long as texts may be, of letters that no compression makes fewer.
    private static Definition wordy() {
        var random = new Random(1);
        var text =
                random.ints(4_000, 0x4E00, 0x9FA5)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append);
        var consent = new ProcessConsent(ProcessConsent.Mode.EXPLICIT, text.substring(0, 2_000));
        return Definition.initial()
                .withBuild(welcome(text.substring(2_000, 3_000)))
                .withOptions(new Options("en", Options.CookieConsent.OFF, consent, null, null));
    }

    private static PreviewTokens tokens(Instant now, SigningKey... keys) {
        return new PreviewTokens(List.of(keys), clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static SigningKey key(String id, String letter) {
        return new SigningKey(id, letter.repeat(32).getBytes(US_ASCII));
    }
}
