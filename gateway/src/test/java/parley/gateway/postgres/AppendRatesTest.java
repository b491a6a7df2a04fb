package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.protocol.value.ConversationId;

@DisplayName("The rate of appends to one conversation (contract §3 rule 6)")
class AppendRatesTest {
    private final AtomicLong now = new AtomicLong();
    private final AppendRates rates =
            new AppendRates(
                    new AppendLimit(10, 3),
                    new TimeMeter() {
                        @Override
                        public long currentTimeNanos() {
                            return now.get();
                        }

                        @Override
                        public boolean isWallClockBased() {
                            return false;
                        }
                    });
    private final ConversationId hot = new ConversationId(UUID.randomUUID());

    @Test
    @DisplayName("a burst passes, the next waits for its turn, and nobody else waits")
    void capped() {
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take(hot)).isZero();
        }
        assertThat(rates.take(hot)).isEqualTo(Duration.ofMillis(100));
        assertThat(rates.take(new ConversationId(UUID.randomUUID()))).isZero();
        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(rates.take(hot)).isZero();
        assertThat(rates.take(hot)).isPositive();
    }

    @Test
    @DisplayName("what is remembered is bounded")
    void bounded() {
        for (int i = 0; i < AppendRates.MAX_KEYS + 100; i++) {
            assertThat(rates.take(new ConversationId(UUID.randomUUID()))).isZero();
        }
        assertThat(rates.size()).isEqualTo(AppendRates.MAX_KEYS);
    }
}
