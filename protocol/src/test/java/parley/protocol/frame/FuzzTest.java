package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Broken golden frames never make the decoders throw or hang")
class FuzzTest {
    private static final int MUTATIONS = 300_000;
    private static final long SLOWEST_NANOS = 2_000_000_000L;
    private static final List<String> SPLINTERS =
            List.of(
                    "\"type\":",
                    "null",
                    "-0",
                    "1e999999999",
                    "\\ud800",
                    "\\u0000",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "true",
                    "9007199254740993",
                    "{\"x\":",
                    "\u0000",
                    "\uFEFF",
                    "/*",
                    "NaN",
                    "\"have\":{",
                    "0198c0de-0000-7000-8000-000000000011");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    @DisplayName("300,000 mutations, seed printed on failure")
    void mutations() {
        var golden =
                Stream.of("visitor", "agent", "server")
                        .flatMap(side -> Golden.of(side).stream())
                        .map(Golden::message)
                        .toList();
        var decoders =
                List.of(
                        FrameDecoder.ofVisitors(),
                        FrameDecoder.ofAgents(),
                        FrameDecoder.ofServer());
        int frames = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var message = mutated(golden.get(random.nextInt(golden.size())));
            if (decodes(decoders.get(i % decoders.size()), message)) {
                frames++;
            }
        }
        assertThat(frames)
                .as("mutations that are still frames, seed %d: neither none nor all", seed)
                .isBetween(MUTATIONS / 1000, MUTATIONS / 2);
    }

    private boolean decodes(FrameDecoder<?> decoder, byte[] message) {
        long start = System.nanoTime();
        try {
            var decoded = decoder.decode(message);
            if (System.nanoTime() - start > SLOWEST_NANOS) {
                fail("seed " + seed + ": slow: " + HexFormat.of().formatHex(message));
            }
            return decoded instanceof Decoded.Frame;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed " + seed + ": " + HexFormat.of().formatHex(message), e);
        }
    }

    private byte[] mutated(byte[] original) {
        var message = original.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            message = mutatedOnce(message);
        }
        return message;
    }

    private byte[] mutatedOnce(byte[] message) {
        if (message.length == 0) {
            return message;
        }
        int at = random.nextInt(message.length);
        int to = at + random.nextInt(message.length - at);
        return switch (random.nextInt(6)) {
            case 0 -> with(message, at, (byte) random.nextInt(256));
            case 1 -> with(message, at, (byte) (message[at] ^ 1 << random.nextInt(8)));
            case 2 -> joined(head(message, at), tail(message, to));
            case 3 -> joined(head(message, to), tail(message, at));
            case 4 -> joined(head(message, at), splinter(), tail(message, at));
            default -> head(message, at);
        };
    }

    private byte[] splinter() {
        var splinter = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
        return splinter.repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 40 : 1))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] message, int at, byte value) {
        message[at] = value;
        return message;
    }

    private static byte[] head(byte[] message, int end) {
        return Arrays.copyOf(message, end);
    }

    private static byte[] tail(byte[] message, int start) {
        return Arrays.copyOfRange(message, start, message.length);
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var whole = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
