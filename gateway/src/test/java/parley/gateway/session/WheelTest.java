package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wheel of deadlines")
class WheelTest {
    private final Wheel wheel = new Wheel(16);
    private final List<String> seen = new ArrayList<>();

    @Test
    @DisplayName("looks at what is due at its tick, and not before")
    void due() {
        wheel.in(3, once("a"));
        ticks(2);
        assertThat(seen).isEmpty();
        ticks(1);
        assertThat(seen).containsExactly("a@3");
        ticks(40);
        assertThat(seen).hasSize(1);
    }

    @Test
    @DisplayName("looks again when it is told to")
    void again() {
        wheel.in(1, new Noted("a", 5));
        ticks(12);
        assertThat(seen).containsExactly("a@1", "a@6", "a@11");
    }

    @Test
    @DisplayName("a later note replaces an earlier one; a removed one is never looked at")
    void replaced() {
        var moved = once("moved");
        var removed = once("removed");
        wheel.in(2, moved);
        wheel.in(9, moved);
        wheel.in(2, removed);
        wheel.remove(removed);
        wheel.remove(removed);
        ticks(20);
        assertThat(seen).containsExactly("moved@9");
    }

    @Test
    @DisplayName("what is further away than a turn is looked at once a turn")
    void far() {
        wheel.in(1_000, new Noted("far", 1_000));
        ticks(15);
        assertThat(seen).containsExactly("far@15");
    }

    @Test
    @DisplayName("many in one bucket are all looked at, whoever leaves meanwhile (seeded)")
    void many() {
        var random = new Random(7);
        var noted = new ArrayList<Noted>();
        for (int i = 0; i < 1_000; i++) {
            var it = once("n" + i);
            noted.add(it);
            wheel.in(1 + random.nextInt(10), it);
        }
        for (int i = 0; i < 1_000; i += 2) {
            wheel.remove(noted.get(i));
        }
        ticks(10);
        assertThat(seen).hasSize(500).doesNotHaveDuplicates();
    }

    private Noted once(String name) {
        return new Noted(name, 0);
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            wheel.tick();
        }
    }

    private final class Noted extends Wheel.Timed {
        private final String name;
        private final int next;

        Noted(String name, int next) {
            this.name = name;
            this.next = next;
        }

        @Override
        int due(int now) {
            seen.add(name + "@" + now);
            return next;
        }
    }
}
