package parley.loadtest.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client's connection")
class ConnectionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final Random random = new Random(1);
    private Connection connection;

    @BeforeEach
    void dial() {
        connection = new Connection(null, 0);
        connection.hello(5, 0, random);
    }

    @Test
    @DisplayName("that is not LIVE is looked after later, never at once: its client would not rest")
    void attaching() {
        long late = 60 * SECOND;
        assertThat(connection.pings(late)).isFalse();
        assertThat(connection.lookAt(late)).isGreaterThan(late);
    }

    @Test
    @DisplayName("that is LIVE is looked after when its heartbeat is due, and then pings")
    void live() {
        connection.ready(Set.of());
        connection.live(SECOND);
        long due = connection.lookAt(SECOND);
        assertThat(due).isBetween(4 * SECOND, 6 * SECOND);
        assertThat(connection.pings(due - 1)).isFalse();
        assertThat(connection.pings(due)).isTrue();
        connection.pinged(due, random);
        assertThat(connection.lookAt(due)).isGreaterThan(due);
    }
}
