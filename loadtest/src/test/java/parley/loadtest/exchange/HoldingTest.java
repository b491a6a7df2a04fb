package parley.loadtest.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.loadtest.exchange.Holding.Held;

@DisplayName("What a client holds")
class HoldingTest {
    private final Holding holding = new Holding();

    @Test
    @DisplayName("an ack does not advance have: the stream is incomplete until the entry is there")
    void ackDoesNotAdvance() {
        holding.knows(3);
        assertThat(holding.have()).isZero();
        assertThat(holding.incomplete()).isTrue();
    }

    @Test
    @DisplayName("entries behind a hole wait; filling it advances over all of them")
    void hole() {
        assertThat(holding.take(entry(1, "a"))).isNull();
        assertThat(holding.take(entry(3, "c"))).isNull();
        assertThat(holding.have()).isEqualTo(1);
        assertThat(holding.incomplete()).isTrue();
        assertThat(holding.take(entry(2, "b"))).isNull();
        assertThat(holding.have()).isEqualTo(3);
        assertThat(holding.incomplete()).isFalse();
        assertThat(holding.entries()).extracting(Held::body).containsExactly("a", "b", "c");
    }

    @Test
    @DisplayName("an entry that comes again changes nothing")
    void again() {
        assertThat(holding.take(entry(1, "a"))).isNull();
        assertThat(holding.take(entry(1, "a"))).isNull();
        assertThat(holding.entries()).hasSize(1);
        assertThat(holding.messages()).isEqualTo(1);
    }

    @Test
    @DisplayName("an entry that comes again and says something else is a violation")
    void changed() {
        assertThat(holding.take(entry(1, "a"))).isNull();
        assertThat(holding.take(entry(1, "b"))).contains("seq 1 changed");
        assertThat(holding.take(entry(5, "e"))).isNull();
        assertThat(holding.take(entry(5, "f"))).contains("seq 5 changed");
    }

    private static Held entry(long seq, String body) {
        return new Held(seq, "message", "visitor", body);
    }
}
