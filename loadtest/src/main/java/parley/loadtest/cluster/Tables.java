package parley.loadtest.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.UUID;

/// Writes what is served into the tables, as an administrator's work would have.
public final class Tables {
    /// Where the pages of every portal are.
    public static final String ORIGIN = "http://shop.example";

    private static final int SECRET_BYTES = 32;
    private static final int PREFIX_BYTES = 6;

    private final Connection connection;
    private final SplittableRandom random;

    /// @param random of ids and secrets
    public Tables(Connection connection, SplittableRandom random) {
        this.connection = connection;
        this.random = random;
    }

    /// An agent, and the token that is one's proof.
    public record Credential(UUID agent, String token) {
        @Override
        public String toString() {
            return "Credential[" + agent + "]";
        }
    }

    public UUID portal(String name) throws SQLException {
        var portal = uuid();
        insert(
                "INSERT INTO portal (id, name, origins) VALUES (?, ?, ARRAY[?])",
                portal,
                name,
                ORIGIN);
        return portal;
    }

    /// @param channel in its REST form
    public UUID inbox(UUID portal, String name, String channel) throws SQLException {
        var inbox = uuid();
        insert(
                "INSERT INTO inbox (portal, id, name, channel) VALUES (?, ?, ?, ?::jsonb)",
                portal,
                inbox,
                name,
                channel);
        return inbox;
    }

    /// Published.
    ///
    /// @param definition in its REST form
    public void chatflow(UUID portal, UUID inbox, int position, String definition)
            throws SQLException {
        insert(
                "INSERT INTO chatflow (portal, id, inbox, name, published, position, definition)"
                        + " VALUES (?, ?, ?, ?, true, ?, ?::jsonb)",
                portal,
                uuid(),
                inbox,
                "Chatflow " + position,
                position,
                definition);
    }

    /// Available, with a seat in the inbox.
    public Credential agent(UUID portal, UUID inbox, int number) throws SQLException {
        var agent = uuid();
        insert(
                "INSERT INTO agent (portal, id, name, first_name, email, role, seat, status)"
                        + " VALUES (?, ?, ?, 'Alice', ?, 'agent', true, 'available')",
                portal,
                agent,
                "Alice Miller " + number,
                "alice" + number + "@example.com");
        insert(
                "INSERT INTO inbox_agent (portal, inbox, agent) VALUES (?, ?, ?)",
                portal,
                inbox,
                agent);
        var prefix = HexFormat.of().formatHex(bytes(PREFIX_BYTES));
        var secret = bytes(SECRET_BYTES);
        insert(
                "INSERT INTO api_token (prefix, hash, portal, agent) VALUES (?, ?, ?, ?)",
                prefix,
                sha256(secret),
                portal,
                agent);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Credential(agent, "cg_" + prefix + "_" + text);
    }

    private void insert(String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                statement.setObject(at + 1, values[at]);
            }
            var _ = statement.executeUpdate();
        }
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// In the form of version 4.
    private UUID uuid() {
        return UUID.nameUUIDFromBytes(
                Long.toHexString(random.nextLong()).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
