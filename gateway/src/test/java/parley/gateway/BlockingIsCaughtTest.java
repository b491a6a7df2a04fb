package parley.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("BlockHound is installed and bites")
class BlockingIsCaughtTest {
    @Test
    @DisplayName("sleeping on a non-blocking thread fails the test")
    void bites() {
        assertThatThrownBy(() ->
                        Mono.fromRunnable(BlockingIsCaughtTest::sleep)
                                .subscribeOn(Schedulers.parallel())
                                .block(Duration.ofSeconds(5)))
                .rootCause()
                .hasMessageContaining("Blocking call!");
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
