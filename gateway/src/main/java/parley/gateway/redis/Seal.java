package parley.gateway.redis;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proves that an event comes from a node of ours: HMAC-SHA-256, cut to 128 bits, over channel and
/// payload, behind the payload (contract §4). A forged publish must not become a ghost.
final class Seal {
    /// Bytes of the proof.
    static final int BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /// @param key what all nodes of the cluster share
    Seal(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /// The payload with its proof behind it.
    byte[] close(byte[] channel, byte[] payload) {
        var sealed = Arrays.copyOf(payload, payload.length + BYTES);
        System.arraycopy(proof(channel, payload, payload.length), 0, sealed, payload.length, BYTES);
        return sealed;
    }

    /// Whether the last [#BYTES] prove the rest. Takes the same time for every wrong proof.
    boolean isIntact(byte[] channel, byte[] sealed) {
        int length = sealed.length - BYTES;
        return length > 0
                && MessageDigest.isEqual(
                        proof(channel, sealed, length),
                        Arrays.copyOfRange(sealed, length, sealed.length));
    }

    private byte[] proof(byte[] channel, byte[] payload, int length) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(channel);
            mac.update((byte) 0);
            mac.update(payload, 0, length);
            return Arrays.copyOf(mac.doFinal(), BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
