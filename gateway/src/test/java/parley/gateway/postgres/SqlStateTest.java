package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an error of the database says")
class SqlStateTest {
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "40P01, COLLISION, deadlock",
        "40001, COLLISION, serialization failure",
        "25006, DISCONNECTED, a standby that takes no writes",
        "57P01, DISCONNECTED, the server shuts down",
        "57P03, DISCONNECTED, the server starts",
        "08006, DISCONNECTED, the connection broke",
        "53100, OVERLOADED, disk full",
        "53300, OVERLOADED, too many connections",
        "55P03, LOCKED, lock timeout",
        "23503, NO_REFERENCE, no such row",
        "23505, REFUSED, a key twice"
    })
    @DisplayName("follows from its code")
    void code(String code, SqlState expected, String meaning) {
        assertThat(SqlState.of(new R2dbcNonTransientResourceException(meaning, code)))
                .isEqualTo(expected);
    }
}
