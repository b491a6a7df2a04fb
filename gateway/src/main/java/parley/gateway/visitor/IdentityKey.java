package parley.gateway.visitor;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/// A secret that a customer's servers share with us to sign identification tokens.
public final class IdentityKey {
    /// Bytes of a secret: HS256 takes no fewer.
    public static final int BYTES = 32;

    private final UUID id;
    private final byte[] secret;
    private final Instant createdAt;

    /// @throws IllegalArgumentException if the secret is short
    public IdentityKey(UUID id, byte[] secret, Instant createdAt) {
        if (secret.length < BYTES) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: >= " + BYTES + ")");
        }
        this.id = id;
        this.secret = secret.clone();
        this.createdAt = createdAt;
    }

    /// Tokens name it as `kid`.
    public UUID id() {
        return id;
    }

    /// A copy of it.
    public byte[] secret() {
        return Arrays.copyOf(secret, secret.length);
    }

    /// When it was made.
    public Instant createdAt() {
        return createdAt;
    }

    /// The name alone.
    @Override
    public String toString() {
        return "IdentityKey[" + id + "]";
    }
}
