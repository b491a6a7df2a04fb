package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever is written is read back as it was")
class RoundTripTest {
    private static final int FRAMES_PER_TYPE = 1_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomFrames frames = new RandomFrames(new Random(seed));
    private final FrameEncoder encoder = new FrameEncoder();

    @Test
    @DisplayName("what visitors send")
    void visitor() {
        roundTrip(ClientFrame.class, encoder::encode, FrameDecoder.ofVisitors());
    }

    @Test
    @DisplayName("what agents send")
    void agent() {
        roundTrip(AgentFrame.class, encoder::encode, FrameDecoder.ofAgents());
    }

    @Test
    @DisplayName("what the gateway sends")
    void server() {
        roundTrip(ServerFrame.class, encoder::encode, FrameDecoder.ofServer());
    }

    @Test
    @DisplayName("a decision that was encoded before gives the same frames as one that was not")
    void splicedDecision() {
        for (int i = 0; i < FRAMES_PER_TYPE; i++) {
            var ready = frames.next(ServerFrame.Ready.class);
            var decision = encoder.decision(ready.decision());
            assertThat(encoder.ready(ready, decision))
                    .as("seed %d", seed)
                    .isEqualTo(encoder.encode(ready));
            assertThat(encoder.decisionFrame(decision))
                    .as("seed %d", seed)
                    .isEqualTo(encoder.encode(new ServerFrame.Decision(ready.decision())));
        }
    }

    private <F> void roundTrip(
            Class<F> sealed, Function<F, byte[]> encode, FrameDecoder<F> decoder) {
        for (var type : RandomFrames.typesOf(sealed)) {
            for (int i = 0; i < FRAMES_PER_TYPE; i++) {
                F frame = frames.next(type);
                assertThat(decoder.decode(encode.apply(frame)))
                        .as("seed %d", seed)
                        .isEqualTo(new Decoded.Frame<>(frame));
            }
        }
    }
}
