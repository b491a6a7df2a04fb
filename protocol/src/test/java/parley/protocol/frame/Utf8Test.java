package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UTF-8 is what RFC 3629 says")
class Utf8Test {
    @Test
    @DisplayName("every code point but NUL and the surrogates, and no other, is valid alone")
    void codePoints() {
        for (int point = 1; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                var bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                assertThat(Utf8.valid(bytes, 0, bytes.length)).as("U+%X", point).isTrue();
            }
        }
    }

    @Test
    @DisplayName("random bytes are valid exactly when the JDK's strict decoder takes them")
    void asTheJdk() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var leads =
                new byte[] {
                    'a',
                    (byte) 0x80,
                    (byte) 0xC2,
                    (byte) 0xE0,
                    (byte) 0xED,
                    (byte) 0xF0,
                    (byte) 0xF4
                };
        for (int i = 0; i < 500_000; i++) {
            var bytes = new byte[1 + random.nextInt(5)];
            random.nextBytes(bytes);
            bytes[0] = leads[random.nextInt(leads.length)];
            for (int j = 1; j < bytes.length; j++) {
                bytes[j] = random.nextInt(4) == 0 ? bytes[j] : (byte) (0x80 | bytes[j] & 0x3F);
            }
            if (Utf8.valid(bytes, 0, bytes.length) != jdkTakes(bytes)) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes));
            }
        }
    }

    private static boolean jdkTakes(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
