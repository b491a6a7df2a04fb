package parley.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Build.EmailCapture;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Options;
import parley.gateway.chatflow.Options.ProcessConsent;
import parley.gateway.conversation.Start;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ConsentKind;
import parley.protocol.frame.DecisionView.ConsentView;
import parley.protocol.frame.DecisionView.ConsentView.Ask;
import parley.protocol.frame.DecisionView.EmailView;
import parley.protocol.frame.DecisionView.EmailView.When;
import parley.protocol.frame.DecisionView.GatesView;
import parley.protocol.frame.NackCode;

/// What stands between visitors of one chatflow and a message (O2 to O13, B9): the texts and their
/// versions are worked out once, who may pass is asked per visitor. What is not asked for is not
/// told, and what is told is enforced.
final class Gates {
    private static final String COOKIE_VERSION = "1";

    private final boolean identityRequired;
    private final EmailCapture email;
    private final List<Text> texts;

    private Gates(boolean identityRequired, EmailCapture email, List<Text> texts) {
        this.identityRequired = identityRequired;
        this.email = email;
        this.texts = List.copyOf(texts);
    }

    /// One text to answer.
    ///
    /// @param version says the same for the same text on every node
    /// @param subscription the type that a yes enrols in; null for the other kinds
    record Text(
            ConsentKind kind, Ask ask, String version, String text, @Nullable UUID subscription) {
        ConsentView view() {
            return new ConsentView(kind, ask, version, text);
        }
    }

    /// @param privacy whether the portal's data-privacy settings are on: else nothing is asked
    ///   (PRV-11)
    static Gates of(Chatflow chatflow, boolean privacy, PortalExtras extras) {
        var definition = chatflow.definition();
        return new Gates(
                extras.settings().identityRequired(),
                definition.build().emailCapture(),
                privacy ? texts(definition.options(), extras) : List.of());
    }

    private static List<Text> texts(Options options, PortalExtras extras) {
        var texts = new ArrayList<Text>();
        var cookie = cookie(options.cookieConsent());
        if (cookie != null) {
            texts.add(new Text(ConsentKind.COOKIE, cookie, COOKIE_VERSION, "", null));
        }
        var process = options.processConsent();
        if (process.mode() != ProcessConsent.Mode.OFF) {
            var text = process.text().isEmpty() ? inWords(options.language()) : process.text();
            var ask = process.mode() == ProcessConsent.Mode.EXPLICIT ? Ask.EXPLICIT : Ask.IMPLIED;
            texts.add(new Text(ConsentKind.PROCESS, ask, version(text), text, null));
        }
        var communication = options.communication();
        var type = communication == null ? null : uuid(communication.subscription());
        if (communication != null && type != null && extras.subscriptions().contains(type)) {
            var label = communication.label();
            texts.add(
                    new Text(
                            ConsentKind.COMMUNICATION,
                            Ask.BOX,
                            version(type + label),
                            label,
                            type));
        }
        return texts;
    }

    /// What this visitor is still asked; null if nothing is.
    ///
    /// @param away whether the team is: then the default words ask for an address (EML-04)
    @Nullable GatesView view(Standing standing, boolean away) {
        var identity = identityRequired && !standing.verified();
        var asked = standing.hasEmail() ? null : emailView(away);
        var consents = texts.stream().filter(it -> asks(it, standing)).map(Text::view).toList();
        return identity || asked != null || !consents.isEmpty()
                ? new GatesView(identity, asked, consents)
                : null;
    }

    /// Why a message may not pass; null if it may.
    ///
    /// @param first whether it begins a conversation
    @Nullable NackCode refusal(Standing standing, boolean first) {
        if (identityRequired && !standing.verified()) {
            return NackCode.IDENTITY_REQUIRED;
        }
        boolean unanswered =
                texts.stream().anyMatch(it -> it.ask == Ask.EXPLICIT && asks(it, standing));
        if (unanswered) {
            return NackCode.CONSENT_REQUIRED;
        }
        return first
                        && email.when() == EmailCapture.When.BEFORE_FIRST_MESSAGE
                        && !standing.hasEmail()
                ? NackCode.EMAIL_REQUIRED
                : null;
    }

    /// The text that an answer is to; null if it is to none that is asked here.
    @Nullable Text text(ConsentKind kind, String version) {
        return texts.stream()
                .filter(it -> it.kind == kind && it.version.equals(version))
                .findFirst()
                .orElse(null);
    }

    /// What a conversation is begun under without a click (PRV-04); null if there is none.
    Start.@Nullable Terms terms(String origin) {
        return texts.stream()
                .filter(it -> it.ask == Ask.IMPLIED)
                .findFirst()
                .map(it -> new Start.Terms(it.version, it.text, origin))
                .orElse(null);
    }

    private static boolean asks(Text text, Standing standing) {
        return switch (text.ask) {
            case START, EXIT -> !standing.verified();
            case EXPLICIT -> !text.version.equals(standing.agreed());
            case IMPLIED -> true;
            case BOX ->
                    text.subscription != null
                            && !standing.subscriptions().contains(text.subscription);
        };
    }

    private @Nullable EmailView emailView(boolean away) {
        var text = away ? "" : email.prompt();
        var noReply = email.noReply();
        return switch (email.when()) {
            case NEVER -> null;
            case BEFORE_FIRST_MESSAGE -> new EmailView(When.BEFORE_FIRST_MESSAGE, 0, text);
            case AFTER_FIRST_MESSAGE -> new EmailView(When.AFTER_FIRST_MESSAGE, 0, text);
            case AFTER_NO_REPLY ->
                    new EmailView(
                            When.NO_REPLY,
                            noReply == null ? 0 : Math.toIntExact(noReply.toSeconds()),
                            text);
            case WHEN_AWAY -> new EmailView(When.AWAY, 0, text);
        };
    }

    private static @Nullable Ask cookie(Options.CookieConsent consent) {
        return switch (consent) {
            case OFF -> null;
            case BEFORE_CHAT -> Ask.START;
            case ON_EXIT_INTENT -> Ask.EXIT;
        };
    }

    /// The text where an admin has written none (O10).
    private static String inWords(String language) {
        return Locale.forLanguageTag(language).getLanguage().equals("de")
                ? "Wir verarbeiten, was Sie schreiben, um Ihnen zu antworten."
                : "We process what you write in order to answer you.";
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String version(String text) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
