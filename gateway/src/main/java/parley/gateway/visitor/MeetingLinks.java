package parley.gateway.visitor;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes links of the meetings tool out of what visitors of an aliased chatflow see: such a link
/// names the agent (D5, HDR-10).
public final class MeetingLinks {
    /// A word with a dot that may be a link. Each character is looked at once: no backtracking.
    private static final Pattern WORD = Pattern.compile("[^\\s<>\"']++");

    private MeetingLinks() {}

    /// The text without links to these hosts or what is below them; what stood around stays.
    public static String removed(String text, Collection<String> hosts) {
        if (hosts.isEmpty()) {
            return text;
        }
        var kept =
                WORD.matcher(text)
                        .replaceAll(word ->
                                leads(word.group(), hosts)
                                        ? ""
                                        : java.util.regex.Matcher.quoteReplacement(word.group()));
        return kept.equals(text) ? text : kept.replaceAll("[ \\t]{2,}", " ").strip();
    }

    private static boolean leads(String word, Collection<String> hosts) {
        var lower = word.toLowerCase(Locale.ROOT);
        return hosts.stream().anyMatch(it -> leads(lower, it));
    }

    /// Whether the host stands in the word where a link has it: at the start, or behind `/`, `@`,
    /// `.` or a bracket, and not followed by more of a name.
    private static boolean leads(String word, String host) {
        int at = word.indexOf(host);
        while (at >= 0) {
            int end = at + host.length();
            boolean begins = at == 0 || "/@.([{".indexOf(word.charAt(at - 1)) >= 0;
            boolean ends = end == word.length() || !inName(word, end);
            if (begins && ends) {
                return true;
            }
            at = word.indexOf(host, at + 1);
        }
        return false;
    }

    private static boolean inName(String word, int at) {
        char c = word.charAt(at);
        boolean more = at + 1 < word.length() && Character.isLetterOrDigit(word.charAt(at + 1));
        return Character.isLetterOrDigit(c) || c == '-' || (c == '.' && more);
    }
}
