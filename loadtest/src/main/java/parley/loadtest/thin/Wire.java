package parley.loadtest.thin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Bytes of a widget's side: the upgrade, and frames with the mask key 0, which changes nothing.
public final class Wire {
    private Wire() {}

    /// What Chrome sends, about 600 bytes.
    public static ByteBuf upgrade(String authority, String path, String origin) {
        var request =
                """
                GET %s HTTP/1.1
                Host: %s
                Connection: Upgrade
                Pragma: no-cache
                Cache-Control: no-cache
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
                Upgrade: websocket
                Origin: %s
                Sec-WebSocket-Version: 13
                Accept-Encoding: gzip, deflate, br, zstd
                Accept-Language: en-GB,en;q=0.9,de;q=0.8
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
                Sec-Fetch-Dest: websocket
                Sec-Fetch-Mode: websocket
                Sec-Fetch-Site: cross-site

                """
                        .formatted(path, authority, origin)
                        .replace("\n", "\r\n");
        return Unpooled.wrappedBuffer(request.getBytes(US_ASCII));
    }

    /// A text frame of up to 65,535 bytes.
    public static ByteBuf text(String text) {
        var payload = text.getBytes(UTF_8);
        var frame = Unpooled.buffer(payload.length + 8);
        frame.writeByte(0x81);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        }
        return frame.writeInt(0).writeBytes(payload);
    }

    /// Whether the bytes at `index` are these.
    public static boolean at(ByteBuf in, int index, byte[] what) {
        if (index + what.length > in.writerIndex()) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (in.getByte(index + i) != what[i]) {
                return false;
            }
        }
        return true;
    }

    /// Where `what` begins between two indexes, or -1.
    public static int find(ByteBuf in, int from, int to, byte[] what) {
        for (int i = from; i + what.length <= to; i++) {
            if (at(in, i, what)) {
                return i;
            }
        }
        return -1;
    }

    /// The digits at `from`, as a number.
    public static long number(ByteBuf in, int from) {
        long number = 0;
        for (int i = from; in.getByte(i) >= '0' && in.getByte(i) <= '9'; i++) {
            number = number * 10 + in.getByte(i) - '0';
        }
        return number;
    }
}
