package parley.gateway.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/// Brings the schema up to date: at start, before anything is served, as the owner. Blocks; several
/// nodes may do it at once, one does it and the others wait.
///
/// A migration expands: whoever knows less still works (`decisions/0016`). One that takes something
/// away says in its description who must no longer be there, as in `V9__contract_after_7_….sql`.
public final class Migrations {
    /// Where the scripts are.
    static final String LOCATION = "classpath:db/migration";

    private static final Pattern CONTRACT = Pattern.compile("contract after (\\d+)\\b.*");

    private Migrations() {}

    /// Leaves alone what a newer program applied.
    ///
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

    /// How the schema and this program fit.
    ///
    /// @param refusals why the program must not serve from it
    /// @param warnings what somebody should see
    /// @param complete whether all that this program needs is there
    record Fit(List<String> refusals, List<String> warnings, boolean complete) {}

    /// Asks as the gateway's own role.
    static Fit fit(DatabaseConfig config) {
        return fit(
                Flyway.configure()
                        .dataSource(config.jdbcUrl(), config.user(), config.password())
                        .locations(LOCATION)
                        .load()
                        .info()
                        .all());
    }

    private static Fit fit(MigrationInfo[] all) {
        var missing = those(all, it -> !it.getState().isApplied());
        var failed = those(all, it -> it.getState().isFailed());
        var newer = those(all, it -> it.getState().isApplied() && !it.getState().isResolved());
        var known = newest(those(all, it -> it.getState().isResolved()));
        var refusals = new ArrayList<String>();
        if (!missing.isEmpty()) {
            refusals.add("migrations: not applied: " + versions(missing));
        }
        if (!failed.isEmpty()) {
            refusals.add("migrations: failed: " + versions(failed));
        }
        for (var it : newer) {
            var least = contractsAfter(it.getDescription());
            if (least != null && (known == null || known.compareTo(least) < 0)) {
                refusals.add(
                        "migrations: %s takes away what is needed (knows: %s, expected: >= %s)"
                                .formatted(it.getVersion(), known, least));
            }
        }
        var warnings =
                newer.isEmpty()
                        ? List.<String>of()
                        : List.of("migrations: newer than this program: " + versions(newer));
        return new Fit(List.copyOf(refusals), warnings, missing.isEmpty());
    }

    /// The migration that whoever stays must know; null: this one takes nothing away.
    ///
    /// @param description as Flyway reads it from the script's name
    static @Nullable MigrationVersion contractsAfter(String description) {
        var contract = CONTRACT.matcher(description);
        return contract.matches() ? MigrationVersion.fromVersion(contract.group(1)) : null;
    }

    private static List<MigrationInfo> those(MigrationInfo[] all, Predicate<MigrationInfo> which) {
        return Arrays.stream(all).filter(which).toList();
    }

    private static @Nullable MigrationVersion newest(List<MigrationInfo> of) {
        return of.stream()
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static List<String> versions(List<MigrationInfo> of) {
        return of.stream().map(it -> String.valueOf(it.getVersion())).toList();
    }
}
