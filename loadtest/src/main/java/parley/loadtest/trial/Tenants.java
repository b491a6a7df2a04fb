package parley.loadtest.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import parley.loadtest.crowd.Load;
import parley.loadtest.crowd.Portal;

/// Makes the portals of a run and writes them into the tables, as an administrator's work would
/// have.
final class Tenants {
    private static final String CHANNEL =
            "{\"accent\":\"#1e6b4a\",\"mode\":\"always\",\"replyTime\":\"minutes\"}";
    private static final String DEFINITION =
            """
            {"build":{"welcome":"Welcome!"},
             "target":{"include":[{"type":"url","operator":"all_pages"}]},
             "display":{"heading":{"kind":"branding","name":"Shop"},
                        "desktop":"prompt","mobile":"launcher"}}
            """;
    private static final int SECRET_BYTES = 32;
    private static final int PREFIX_BYTES = 6;

    private final SplittableRandom random;

    Tenants(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Portals for a load, each with an inbox, its agents and one chatflow for every page.
    List<Portal> create(Connection connection, Load load) throws SQLException {
        var portals = new ArrayList<Portal>();
        for (int number = 0; number < load.portals(); number++) {
            int agents =
                    load.agents() / load.portals()
                            + (number < load.agents() % load.portals() ? 1 : 0);
            portals.add(create(connection, number, agents));
        }
        return portals;
    }

    private Portal create(Connection connection, int number, int agents) throws SQLException {
        var portal = uuid();
        var inbox = uuid();
        insert(
                connection,
                "INSERT INTO portal (id, name, origins) VALUES (?, ?, ARRAY['http://shop.example'])",
                portal,
                "Portal " + number);
        insert(
                connection,
                "INSERT INTO inbox (portal, id, name, channel) VALUES (?, ?, 'Shop', ?::jsonb)",
                portal,
                inbox,
                CHANNEL);
        insert(
                connection,
                "INSERT INTO chatflow (portal, id, inbox, name, published, position, definition)"
                        + " VALUES (?, ?, ?, 'Everywhere', true, 1, ?::jsonb)",
                portal,
                uuid(),
                inbox,
                DEFINITION);
        var desks = new ArrayList<Portal.Desk>();
        for (int agent = 0; agent < agents; agent++) {
            desks.add(desk(connection, portal, inbox, agent));
        }
        return new Portal(portal, inbox, random.nextLong(), desks);
    }

    private Portal.Desk desk(Connection connection, UUID portal, UUID inbox, int number)
            throws SQLException {
        var agent = uuid();
        insert(
                connection,
                "INSERT INTO agent (portal, id, name, first_name, email, role, seat, status)"
                        + " VALUES (?, ?, ?, 'Alice', ?, 'agent', true, 'available')",
                portal,
                agent,
                "Alice Miller " + number,
                "alice" + number + "@example.com");
        insert(
                connection,
                "INSERT INTO inbox_agent (portal, inbox, agent) VALUES (?, ?, ?)",
                portal,
                inbox,
                agent);
        var prefix = HexFormat.of().formatHex(bytes(PREFIX_BYTES));
        var secret = bytes(SECRET_BYTES);
        insert(
                connection,
                "INSERT INTO api_token (prefix, hash, portal, agent) VALUES (?, ?, ?, ?)",
                prefix,
                sha256(secret),
                portal,
                agent);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Portal.Desk(agent, "cg_" + prefix + "_" + text);
    }

    private static void insert(Connection connection, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
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
