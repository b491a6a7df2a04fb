package parley.gateway.postgres;

import org.flywaydb.core.Flyway;

/// Brings the schema up to date: at start, before anything is served, as the owner. Blocks; several
/// nodes may do it at once, one does it and the others wait.
public final class Migrations {
    /// Where the scripts are.
    static final String LOCATION = "classpath:db/migration";

    private Migrations() {}

    /// @return how many were applied now
    /// @throws IllegalArgumentException if the configuration names no database
    public static int apply(DatabaseConfig config) {
        if (config.url() == null) {
            throw new IllegalArgumentException("database.url: missing");
        }
        return Flyway.configure()
                .dataSource(config.jdbcUrl(), config.migrator(), config.migratorPassword())
                .locations(LOCATION)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
