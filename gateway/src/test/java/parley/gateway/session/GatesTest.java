package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.chatflow.Build;
import parley.gateway.chatflow.Build.EmailCapture;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Options.CookieConsent;
import parley.gateway.chatflow.Options.ProcessConsent;
import parley.gateway.visitor.KnownContact;
import parley.gateway.visitor.Standing;
import parley.gateway.visitor.VisitorSettings;
import parley.protocol.frame.ConsentKind;
import parley.protocol.frame.DecisionView.ConsentView.Ask;
import parley.protocol.frame.DecisionView.EmailView.When;
import parley.protocol.frame.NackCode;
import parley.protocol.value.ContactId;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;

@DisplayName("What stands before a message")
class GatesTest {
    private static final PortalId PORTAL = new PortalId(new UUID(1, 1));
    private static final UUID NEWS = new UUID(5, 5);
    private static final Standing KNOWN =
            new Standing(
                    new KnownContact(
                            new ContactId(new UUID(3, 3)),
                            "anna@example.com",
                            "",
                            null,
                            Map.of(),
                            Set.of()),
                    false,
                    null,
                    null,
                    Set.of());

    @Test
    @DisplayName("PRV-01 explicit consent: told, and a message without a record is refused")
    void explicit() {
        var gates = gates(process(ProcessConsent.Mode.EXPLICIT, "We store it."), true);
        var view = gates.view(Standing.UNKNOWN, false).consents().getFirst();
        assertThat(view.kind()).isEqualTo(ConsentKind.PROCESS);
        assertThat(view.ask()).isEqualTo(Ask.EXPLICIT);
        assertThat(view.text()).isEqualTo("We store it.");
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isEqualTo(NackCode.CONSENT_REQUIRED);
        assertThat(gates.refusal(Standing.UNKNOWN, false)).isEqualTo(NackCode.CONSENT_REQUIRED);
    }

    @Test
    @DisplayName("PRV-02, PRV-03 who agreed is not asked again, until the text is another")
    void asksAgain() {
        var gates = gates(process(ProcessConsent.Mode.EXPLICIT, "We store it."), true);
        var version = gates.view(Standing.UNKNOWN, false).consents().getFirst().textVersion();
        var agreed = Standing.UNKNOWN.agreeing(version);
        assertThat(gates.view(agreed, false)).isNull();
        assertThat(gates.refusal(agreed, true)).isNull();
        var edited = gates(process(ProcessConsent.Mode.EXPLICIT, "We store it for a year."), true);
        assertThat(edited.refusal(agreed, false)).isEqualTo(NackCode.CONSENT_REQUIRED);
        assertThat(edited.text(ConsentKind.PROCESS, version)).isNull();
        var again = gates(process(ProcessConsent.Mode.EXPLICIT, "We store it."), true);
        assertThat(again.refusal(agreed, true)).as("the same on every node").isNull();
    }

    @Test
    @DisplayName(
            "PRV-04 legitimate interest: the text is shown, nothing is clicked, it is recorded")
    void implied() {
        var gates = gates(process(ProcessConsent.Mode.LEGITIMATE_INTEREST, ""), true);
        var view = gates.view(Standing.UNKNOWN, false).consents().getFirst();
        assertThat(view.ask()).isEqualTo(Ask.IMPLIED);
        assertThat(view.text()).as("the default text").isNotBlank();
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isNull();
        assertThat(gates.terms("https://shop.example").version()).isEqualTo(view.textVersion());
    }

    @Test
    @DisplayName("PRV-06 the cookie banner is not for visitors whom the site vouches for")
    void cookies() {
        var gates =
                gates(
                        options(
                                CookieConsent.BEFORE_CHAT,
                                new ProcessConsent(ProcessConsent.Mode.OFF, ""),
                                null),
                        true);
        assertThat(gates.view(Standing.UNKNOWN, false).consents().getFirst().ask())
                .isEqualTo(Ask.START);
        var verified = new Standing(KNOWN.contact(), true, null, null, Set.of());
        assertThat(gates.view(verified, false)).isNull();
    }

    @Test
    @DisplayName("PRV-09, PRV-10 the box: told until it is ticked, and never in the way")
    void box() {
        var gates =
                gates(
                        options(
                                CookieConsent.OFF,
                                new ProcessConsent(ProcessConsent.Mode.OFF, ""),
                                new Options.Communication(NEWS.toString(), "Tell me the news")),
                        true);
        var view = gates.view(Standing.UNKNOWN, false).consents().getFirst();
        assertThat(view.kind()).isEqualTo(ConsentKind.COMMUNICATION);
        assertThat(view.ask()).isEqualTo(Ask.BOX);
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isNull();
        assertThat(gates.text(ConsentKind.COMMUNICATION, view.textVersion()).subscription())
                .isEqualTo(NEWS);
        var in = new Standing(null, false, null, null, Set.of(NEWS));
        assertThat(gates.view(in, false)).isNull();
    }

    @Test
    @DisplayName("O12 an archived subscription type takes its box away")
    void archived() {
        var options =
                options(
                        CookieConsent.OFF,
                        new ProcessConsent(ProcessConsent.Mode.OFF, ""),
                        new Options.Communication(new UUID(8, 8).toString(), "Old news"));
        assertThat(gates(options, true).view(Standing.UNKNOWN, false)).isNull();
    }

    @Test
    @DisplayName("PRV-11 without the portal's privacy settings no consent is asked or enforced")
    void privacyOff() {
        var gates = gates(process(ProcessConsent.Mode.EXPLICIT, "We store it."), false);
        assertThat(gates.view(Standing.UNKNOWN, false)).isNull();
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isNull();
    }

    @Test
    @DisplayName("EML-01 who has left an address, or is known, is never asked")
    void known() {
        var gates = gates(EmailCapture.When.BEFORE_FIRST_MESSAGE, null);
        assertThat(gates.view(KNOWN, false)).isNull();
        assertThat(gates.refusal(KNOWN, true)).isNull();
        var claims = new Standing(null, false, "x@example.com", null, Set.of());
        assertThat(gates.refusal(claims, true)).isNull();
    }

    @Test
    @DisplayName("EML-02 after the first message: told, never in the way")
    void afterFirst() {
        var gates = gates(EmailCapture.When.AFTER_FIRST_MESSAGE, null);
        assertThat(gates.view(Standing.UNKNOWN, false).email().when())
                .isEqualTo(When.AFTER_FIRST_MESSAGE);
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isNull();
    }

    @Test
    @DisplayName("EML-03 before the first message: a message that begins a conversation is refused")
    void beforeFirst() {
        var gates = gates(EmailCapture.When.BEFORE_FIRST_MESSAGE, null);
        assertThat(gates.refusal(Standing.UNKNOWN, true)).isEqualTo(NackCode.EMAIL_REQUIRED);
        assertThat(gates.refusal(Standing.UNKNOWN, false)).as("it goes on").isNull();
    }

    @Test
    @DisplayName("EML-04 while the team is away the default words ask, whatever an admin wrote")
    void away() {
        var gates = gates(EmailCapture.When.WHEN_AWAY, null);
        assertThat(gates.view(Standing.UNKNOWN, false).email().text()).isEqualTo("Where to?");
        assertThat(gates.view(Standing.UNKNOWN, true).email().text()).isEmpty();
        assertThat(gates.view(Standing.UNKNOWN, true).email().when()).isEqualTo(When.AWAY);
    }

    @Test
    @DisplayName("H11 after a while without a reply: the page is told how long")
    void noReply() {
        var view = gates(EmailCapture.When.AFTER_NO_REPLY, Duration.ofSeconds(90));
        assertThat(view.view(Standing.UNKNOWN, false).email().afterSeconds()).isEqualTo(90);
        assertThat(gates(EmailCapture.When.NEVER, null).view(Standing.UNKNOWN, false)).isNull();
    }

    @Test
    @DisplayName("where the portal wants identity, only who is vouched for may write")
    void identity() {
        var extras =
                new PortalExtras(
                        new VisitorSettings(PORTAL, true, List.of(), 1),
                        List.of(),
                        0,
                        Set.of(),
                        Map.of(),
                        Map.of());
        var gates = Gates.of(chatflow(Definition.initial()), false, extras);
        assertThat(gates.refusal(KNOWN, false)).isEqualTo(NackCode.IDENTITY_REQUIRED);
        assertThat(gates.view(KNOWN, false).identity()).isTrue();
        var verified = new Standing(KNOWN.contact(), true, null, null, Set.of());
        assertThat(gates.refusal(verified, true)).isNull();
    }

    private static Gates gates(EmailCapture.When when, Duration noReply) {
        var initial = Build.initial();
        var build =
                new Build(
                        initial.welcome(),
                        false,
                        initial.routing(),
                        new EmailCapture(when, noReply, "Where to?"));
        return Gates.of(
                chatflow(Definition.initial().withBuild(build)), false, PortalExtras.none(PORTAL));
    }

    private static Gates gates(Options options, boolean privacy) {
        var initial = Build.initial();
        var quiet =
                new Build(
                        initial.welcome(),
                        false,
                        initial.routing(),
                        new EmailCapture(EmailCapture.When.NEVER, null, ""));
        var extras =
                new PortalExtras(
                        VisitorSettings.initial(PORTAL),
                        List.of(),
                        0,
                        Set.of(NEWS),
                        Map.of(),
                        Map.of());
        return Gates.of(
                chatflow(Definition.initial().withBuild(quiet).withOptions(options)),
                privacy,
                extras);
    }

    private static Options process(ProcessConsent.Mode mode, String text) {
        return options(CookieConsent.OFF, new ProcessConsent(mode, text), null);
    }

    private static Options options(
            CookieConsent cookies, ProcessConsent process, Options.Communication communication) {
        return new Options("en", cookies, process, communication, null);
    }

    private static Chatflow chatflow(Definition definition) {
        return TestPortals.chatflow(PORTAL, new InboxId(new UUID(2, 2)), 1, definition);
    }
}
