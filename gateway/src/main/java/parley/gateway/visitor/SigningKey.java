package parley.gateway.visitor;

import java.util.Arrays;
import java.util.regex.Pattern;

/// A secret that signs visitors' tokens, and the name by which tokens call it.
public final class SigningKey {
    /// Fewest bytes of a secret.
    public static final int MIN_BYTES = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final String id;
    private final byte[] secret;

    /// @throws IllegalArgumentException if the id has other characters than letters, digits, `-`
    ///   and `_`, or the secret is short
    public SigningKey(String id, byte[] secret) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: '" + id + "' (expected: " + ID + ")");
        }
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: >= " + MIN_BYTES + ")");
        }
        this.id = id;
        this.secret = secret.clone();
    }

    String id() {
        return id;
    }

    byte[] secret() {
        return Arrays.copyOf(secret, secret.length);
    }

    /// The name alone.
    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
