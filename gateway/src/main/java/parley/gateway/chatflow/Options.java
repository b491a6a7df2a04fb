package parley.gateway.chatflow;

import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Language, privacy, survey. The consent steps apply only while the portal's privacy switch is on
/// (O2).
///
/// @param language of the fixed texts and of how names are shown (W3, D8): a BCP 47 tag; not a
///   targeting rule
/// @param cookieConsent when the cookie banner is shown (O3 to O5); its text is not configurable
/// @param processConsent consent to process (O7 to O10)
/// @param communication opt-in to a subscription type (O11 to O13); null: off
/// @param survey id of the feedback survey shown at the close (O14); null: none
public record Options(
        String language,
        CookieConsent cookieConsent,
        ProcessConsent processConsent,
        @Nullable Communication communication,
        @Nullable String survey) {
    /// @throws IllegalArgumentException if the language is not a well-formed tag
    public Options {
        language = languageTag(language);
        if (survey != null) {
            survey = Check.text("survey", survey, 1, 64);
        }
    }

    /// English, no consent steps, no survey.
    public static Options initial() {
        return new Options(
                "en",
                CookieConsent.OFF,
                new ProcessConsent(ProcessConsent.Mode.OFF, ""),
                null,
                null);
    }

    private static String languageTag(String text) {
        try {
            var tag = new Locale.Builder().setLanguageTag(Check.trim(text)).build().toLanguageTag();
            if (!tag.equals("und")) {
                return tag;
            }
        } catch (IllformedLocaleException notATag) {
            // told below, with the value
        }
        throw Check.refused("language", Check.quoted(text), "a language tag such as en or pt-BR");
    }

    /// When the cookie banner is shown.
    public enum CookieConsent {
        /// Never.
        OFF,
        /// Before the chat starts.
        BEFORE_CHAT,
        /// When the visitor starts leaving the page; on touch devices at the first send.
        ON_EXIT_INTENT
    }

    /// Consent to process.
    ///
    /// @param mode whether and how
    /// @param text shown to the visitor, at most 2,000 characters; empty: the default of the
    ///   language
    public record ProcessConsent(Mode mode, String text) {
        /// @throws IllegalArgumentException if the text is too long or has control characters
        public ProcessConsent {
            text = Check.text("text", text, 0, 2_000);
        }

        /// Whether and how.
        public enum Mode {
            /// Not asked.
            OFF,
            /// The visitor must agree before a message is accepted.
            EXPLICIT,
            /// Implied by starting; the text is shown.
            LEGITIMATE_INTEREST
        }
    }

    /// Opt-in to a subscription type.
    ///
    /// @param subscription id of the type
    /// @param label of the check box, 1 to 500 characters
    public record Communication(String subscription, String label) {
        /// @throws IllegalArgumentException if one is blank or too long
        public Communication {
            subscription = Check.text("subscription", subscription, 1, 64);
            label = Check.text("label", label, 1, 500);
        }
    }
}
