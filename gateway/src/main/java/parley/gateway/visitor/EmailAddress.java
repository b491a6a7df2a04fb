package parley.gateway.visitor;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// An e-mail address in its one form: trimmed, NFC, lower case, domain in punycode. The same person
/// may write it in many ways; a contact has it once.
///
/// @param value at most 254 characters
public record EmailAddress(String value) {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;

    /// What people have and what can be sent to: no quoted local parts, no address literals.
    private static final Pattern LOCAL =
            Pattern.compile(
                    "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");

    private static final Pattern DOMAIN =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

    /// Brings a text to that form.
    ///
    /// @throws IllegalArgumentException if it is no address
    public static EmailAddress of(String text) {
        var trimmed = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        int at = trimmed.lastIndexOf('@');
        if (trimmed.length() > MAX_LENGTH || at < 1 || at > MAX_LOCAL) {
            throw refused();
        }
        var local = trimmed.substring(0, at).toLowerCase(Locale.ROOT);
        var domain = IDN.toASCII(trimmed.substring(at + 1)).toLowerCase(Locale.ROOT);
        if (!LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()
                || local.length() + domain.length() >= MAX_LENGTH) {
            throw refused();
        }
        return new EmailAddress(local + "@" + domain);
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("email: (expected: name@example.com)");
    }

    @Override
    public String toString() {
        return value;
    }
}
