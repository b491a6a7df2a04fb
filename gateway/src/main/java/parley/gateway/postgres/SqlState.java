package parley.gateway.postgres;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;

/// What an error of the database says of the call that got it.
enum SqlState {
    /// The connection is gone, the server goes or comes, or it is a standby and takes no writes:
    /// dial again, the address may lead elsewhere by now; sending again is harmless for what has a
    /// key.
    DISCONNECTED,
    /// A deadlock or a serialization failure: nothing was stored, send again.
    COLLISION,
    /// The row stayed locked too long.
    LOCKED,
    /// The call was stopped or the server lacks something: wait, do not hammer.
    OVERLOADED,
    /// It refers to what does not exist.
    NO_REFERENCE,
    /// Anything else: it would fail again.
    REFUSED;

    static SqlState of(Throwable error) {
        if (error instanceof Database.DatabaseUnavailable && error.getCause() != null) {
            return of(error.getCause());
        }
        if (!(error instanceof R2dbcException sql)) {
            return REFUSED;
        }
        var state = sql.getSqlState();
        if (state == null) {
            return sql instanceof R2dbcNonTransientResourceException ? DISCONNECTED : OVERLOADED;
        }
        return switch (state) {
            case "40P01", "40001" -> COLLISION;
            case "55P03" -> LOCKED;
            case "23503" -> NO_REFERENCE;
            case "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25006" -> DISCONNECTED;
            default ->
                    switch (state.substring(0, 2)) {
                        case "08" -> DISCONNECTED;
                        case "53", "54", "57", "58" -> OVERLOADED;
                        default -> REFUSED;
                    };
        };
    }
}
