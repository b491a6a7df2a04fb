package parley.gateway.app.embedded;

/// How to reach the embedded PostgreSQL, and as whom.
///
/// @param superuser sets the roles up; no one works as it
/// @param owner owns the tables and migrates
/// @param app what the gateway works as: owns nothing, bypasses nothing (security.md)
public record PostgresAddress(int port, String database, Login superuser, Login owner, Login app) {
    /// For Flyway and for tests' own SQL.
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// For the gateway's configuration; without credentials.
    public String r2dbcUrl() {
        return "r2dbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// The same server, another database.
    public PostgresAddress withDatabase(String other) {
        return new PostgresAddress(port, other, superuser, owner, app);
    }

    /// A role and its password; the password stays out of logs.
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }
}
