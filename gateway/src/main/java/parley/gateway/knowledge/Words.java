package parley.gateway.knowledge;

import java.util.Locale;
import java.util.Map;

/// How the words of a language are searched: the name of a text search configuration that every
/// PostgreSQL has. A language without one is searched by its words as they stand.
public final class Words {
    /// Searched where an article in the chatflow's language is not found (B2).
    public static final String FALLBACK_LANGUAGE = "en";

    private static final String AS_THEY_STAND = "simple";
    private static final Map<String, String> CONFIGURATIONS =
            Map.ofEntries(
                    Map.entry("ar", "arabic"),
                    Map.entry("ca", "catalan"),
                    Map.entry("da", "danish"),
                    Map.entry("de", "german"),
                    Map.entry("el", "greek"),
                    Map.entry("en", "english"),
                    Map.entry("es", "spanish"),
                    Map.entry("eu", "basque"),
                    Map.entry("fi", "finnish"),
                    Map.entry("fr", "french"),
                    Map.entry("ga", "irish"),
                    Map.entry("hi", "hindi"),
                    Map.entry("hu", "hungarian"),
                    Map.entry("hy", "armenian"),
                    Map.entry("id", "indonesian"),
                    Map.entry("it", "italian"),
                    Map.entry("lt", "lithuanian"),
                    Map.entry("nb", "norwegian"),
                    Map.entry("ne", "nepali"),
                    Map.entry("nl", "dutch"),
                    Map.entry("no", "norwegian"),
                    Map.entry("pt", "portuguese"),
                    Map.entry("ro", "romanian"),
                    Map.entry("ru", "russian"),
                    Map.entry("sr", "serbian"),
                    Map.entry("sv", "swedish"),
                    Map.entry("ta", "tamil"),
                    Map.entry("tr", "turkish"),
                    Map.entry("yi", "yiddish"));

    private Words() {}

    /// The primary tag of a language: `de` of `de-AT`.
    public static String primary(String language) {
        return Locale.forLanguageTag(language).getLanguage();
    }

    /// The configuration for a primary tag.
    public static String configuration(String language) {
        return CONFIGURATIONS.getOrDefault(language, AS_THEY_STAND);
    }
}
