package parley.gateway.visitor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Tokens of ours: `<format>.<kid>.<claims>.<mac>` with HMAC-SHA-256 over all before the last dot.
/// The format is signed too, so that a token of one kind is never taken for one of another.
///
/// Keys rotate: the first one signs, all of them are accepted.
public final class SignedTokens {
    private static final String MAC = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String format;
    private final int maxLength;
    private final List<SigningKey> keys;

    /// @param format the first part, such as `v1`
    /// @param maxLength of a token, in characters
    /// @param keys the current one first
    public SignedTokens(String format, int maxLength, List<SigningKey> keys) {
        this.format = format;
        this.maxLength = maxLength;
        this.keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
    }

    /// What a token turned out to be.
    public sealed interface Opened {
        /// Ours.
        @SuppressWarnings("ArrayRecordComponent") // made for its one reader
        record Claims(byte[] bytes) implements Opened {}

        /// No token of this format.
        record Malformed() implements Opened {}

        /// Signed with a key that is not among ours.
        record UnknownKey() implements Opened {}

        /// Changed, or never ours.
        record BadMac() implements Opened {}
    }

    /// A token that says this.
    public String sign(byte[] claims) {
        var key = keys.getFirst();
        var signed = format + '.' + key.id() + '.' + ENCODER.encodeToString(claims);
        return signed + '.' + ENCODER.encodeToString(mac(key, signed));
    }

    /// Reads a token. Costs one MAC; compares in constant time; nothing in it is believed before.
    public Opened open(String token) {
        int lastDot = token.lastIndexOf('.');
        var parts = token.split("\\.", -1);
        if (token.length() > maxLength || parts.length != 4 || !parts[0].equals(format)) {
            return new Opened.Malformed();
        }
        var key = key(parts[1]);
        var mac = decode(parts[3]);
        var claims = decode(parts[2]);
        if (key == null || mac == null || claims == null) {
            return key == null ? new Opened.UnknownKey() : new Opened.Malformed();
        }
        return MessageDigest.isEqual(mac(key, token.substring(0, lastDot)), mac)
                ? new Opened.Claims(claims)
                : new Opened.BadMac();
    }

    private @Nullable SigningKey key(String id) {
        return keys.stream().filter(it -> it.id().equals(id)).findFirst().orElse(null);
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static byte[] mac(SigningKey key, String text) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.secret(), MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is part of every JDK", e);
        }
    }
}
