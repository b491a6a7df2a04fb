package parley.gateway.visitor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.PortalId;
import parley.protocol.value.VisitorId;

/// What a visitor's token says. Instants are whole seconds.
///
/// @param version raised to revoke what was issued before
public record VisitorClaims(Subject subject, Instant issuedAt, Instant expiresAt, int version) {
    /// The version of tokens of visitors none of whose tokens were revoked.
    static final int FIRST_VERSION = 1;

    private static final int FIXED_BYTES = 16 + 16 + 8 + 8 + 4;

    /// Who, and where.
    ///
    /// @param origin of the page, normalised
    public record Subject(PortalId portal, VisitorId visitor, String origin) {}

    byte[] toBytes() {
        var origin = subject.origin.getBytes(StandardCharsets.UTF_8);
        var portal = subject.portal.value();
        var visitor = subject.visitor.value();
        return ByteBuffer.allocate(FIXED_BYTES + origin.length)
                .putLong(portal.getMostSignificantBits())
                .putLong(portal.getLeastSignificantBits())
                .putLong(visitor.getMostSignificantBits())
                .putLong(visitor.getLeastSignificantBits())
                .putLong(issuedAt.getEpochSecond())
                .putLong(expiresAt.getEpochSecond())
                .putInt(version)
                .put(origin)
                .array();
    }

    /// @return null if these are not claims
    static @Nullable VisitorClaims ofBytes(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            var portal = new PortalId(new UUID(in.getLong(), in.getLong()));
            var visitor = new VisitorId(new UUID(in.getLong(), in.getLong()));
            var issuedAt = Instant.ofEpochSecond(in.getLong());
            var expiresAt = Instant.ofEpochSecond(in.getLong());
            int version = in.getInt();
            var origin = StandardCharsets.UTF_8.decode(in).toString();
            return new VisitorClaims(
                    new Subject(portal, visitor, origin), issuedAt, expiresAt, version);
        } catch (BufferUnderflowException | java.time.DateTimeException _) {
            return null;
        }
    }
}
