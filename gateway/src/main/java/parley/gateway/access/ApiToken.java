package parley.gateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An API token: `cg_<prefix>_<secret>`; the prefix, 12 hexadecimal digits, finds it, the secret,
/// 32 random bytes in base64url, proves it. Stored are the prefix and the secret's SHA-256: a
/// secret of 256 random bits needs no salt and no slow hash.
public final class ApiToken {
    private static final String SCHEME = "cg_";
    private static final int PREFIX_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_AT = SCHEME.length() + 2 * PREFIX_BYTES + 1;
    private static final int LENGTH = SECRET_AT + 43;

    private final String prefix;
    private final byte[] secret;

    private ApiToken(String prefix, byte[] secret) {
        this.prefix = prefix;
        this.secret = secret;
    }

    /// Makes a new one.
    ///
    /// @param random a cryptographically strong source
    public static ApiToken generate(RandomGenerator random) {
        var prefix = new byte[PREFIX_BYTES];
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(prefix);
        random.nextBytes(secret);
        return new ApiToken(HexFormat.of().formatHex(prefix), secret);
    }

    /// Reads one; null if the text has not the form of a token.
    public static @Nullable ApiToken parse(String text) {
        if (text.length() != LENGTH
                || !text.startsWith(SCHEME)
                || text.charAt(SECRET_AT - 1) != '_') {
            return null;
        }
        var prefix = text.substring(SCHEME.length(), SECRET_AT - 1);
        if (!prefix.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return null;
        }
        try {
            return new ApiToken(prefix, Base64.getUrlDecoder().decode(text.substring(SECRET_AT)));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// What finds it; no secret.
    public String prefix() {
        return prefix;
    }

    /// What is stored: the SHA-256 of the secret, in hexadecimal.
    public String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Whether this is the token whose hash is stored; takes the same time whatever the hash.
    public boolean matches(String stored) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII),
                stored.getBytes(StandardCharsets.US_ASCII));
    }

    /// The whole token: shown to its owner once, logged never.
    public String reveal() {
        return SCHEME
                + prefix
                + '_'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /// Hides the secret.
    @Override
    public String toString() {
        return SCHEME + prefix + "_…";
    }
}
