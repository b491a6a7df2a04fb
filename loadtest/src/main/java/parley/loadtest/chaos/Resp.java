package parley.loadtest.chaos;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads the answers of a Redis (RESP2 and RESP3) one whole value at a time, as bytes.
final class Resp {
    private final InputStream in;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();

    Resp(InputStream in) {
        this.in = in;
    }

    /// The next value.
    ///
    /// @throws EOFException if there is none
    byte[] next() throws IOException {
        value.reset();
        read();
        return value.toByteArray();
    }

    /// Whether a value is an event of a subscription, not an answer.
    static boolean isEvent(byte[] value) {
        var head = new String(value, 0, Math.min(24, value.length), StandardCharsets.US_ASCII);
        return head.startsWith(">") && (head.contains("\nmessage") || head.contains("\nsmessage"));
    }

    private void read() throws IOException {
        var line = line();
        switch (line.charAt(0)) {
            case '$', '!', '=' -> bytes(count(line));
            case '*', '~', '>' -> values(count(line));
            case '%' -> values(2 * count(line));
            case '|' -> values(2 * count(line) + 1);
            default -> {}
        }
    }

    private void values(int count) throws IOException {
        for (int at = 0; at < count; at++) {
            read();
        }
    }

    private void bytes(int count) throws IOException {
        if (count >= 0) {
            var data = in.readNBytes(count + 2);
            if (data.length < count + 2) {
                throw new EOFException();
            }
            value.writeBytes(data);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); ; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            value.write(next);
            if (next == '\n') {
                return line.toString();
            }
            line.append((char) next);
        }
    }

    private static int count(String line) {
        return Integer.parseInt(line.substring(1).strip());
    }
}
