package parley.gateway.edge.visitor;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of one HTTP/1.1 request, read by the letter of RFC 9112: what is ambiguous is refused,
/// not repaired. No folded lines, no bare CR or LF, no control characters, no space before a colon,
/// no absolute form, no other version. There is at most one request on a connection, and it has no
/// body, so that nothing can be smuggled behind it.
///
/// @param method as sent
/// @param target begins with `/`; printable ASCII
/// @param headers in order; names in lower case, values without surrounding white space
record RequestHead(String method, String target, List<Header> headers) {
    /// Longest request target.
    static final int MAX_TARGET_BYTES = 4096;

    /// Most bytes of all header lines together.
    static final int MAX_HEADER_BYTES = 8192;

    /// Most header lines.
    static final int MAX_HEADER_LINES = 64;

    private static final int MAX_METHOD_BYTES = 32;
    private static final String VERSION = "HTTP/1.1";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    record Header(String name, String value) {}

    /// What the bytes so far amount to.
    sealed interface Read {
        /// The head is complete; the buffer stands behind it.
        record Complete(RequestHead head) implements Read {}

        /// There will never be a good head.
        record Refused(HttpStatus status) implements Read {}

        /// More bytes are needed; the buffer was not moved.
        record Incomplete() implements Read {}
    }

    /// Reads a head from everything received so far. Costs one scan a call: the sizes are bounded.
    static Read read(ByteBuf in) {
        int start = in.readerIndex();
        int lineEnd = endOfLine(in, start);
        if (lineEnd < 0) {
            return firstLineSoFar(in, start);
        }
        var requestLine = ascii(in, start, lineEnd);
        if (requestLine == null) {
            return new Read.Refused(HttpStatus.BAD_REQUEST);
        }
        var parts = requestLine.split(" ", -1);
        if (parts.length != 3 || !isToken(parts[0]) || !parts[2].equals(VERSION)) {
            return new Read.Refused(HttpStatus.BAD_REQUEST);
        }
        if (parts[1].length() > MAX_TARGET_BYTES) {
            return new Read.Refused(HttpStatus.URI_TOO_LONG);
        }
        if (!isOriginForm(parts[1])) {
            return new Read.Refused(HttpStatus.BAD_REQUEST);
        }
        return headers(in, lineEnd + 2, parts[0], parts[1]);
    }

    /// The target without its query.
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The values of a header, in order; none if it is absent.
    List<String> all(String name) {
        return headers.stream().filter(it -> it.name.equals(name)).map(Header::value).toList();
    }

    /// The value of a header that came exactly once, else null.
    @Nullable String single(String name) {
        var values = all(name);
        return values.size() == 1 ? values.getFirst() : null;
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /// Whether a comma-separated header holds a token, in any case.
    boolean lists(String name, String token) {
        return all(name).stream()
                .flatMap(it -> List.of(it.split(",", -1)).stream())
                .anyMatch(it -> it.strip().equalsIgnoreCase(token));
    }

    private static Read headers(ByteBuf in, int first, String method, String target) {
        var headers = new ArrayList<Header>();
        int at = first;
        while (true) {
            int end = endOfLine(in, at);
            if ((end < 0 ? in.writerIndex() : end) - first > MAX_HEADER_BYTES
                    || headers.size() > MAX_HEADER_LINES) {
                return new Read.Refused(HttpStatus.HEADERS_TOO_LARGE);
            }
            if (end < 0) {
                return new Read.Incomplete();
            }
            if (end == at) {
                in.readerIndex(end + 2);
                return new Read.Complete(new RequestHead(method, target, List.copyOf(headers)));
            }
            var header = header(in, at, end);
            if (header == null) {
                return new Read.Refused(HttpStatus.BAD_REQUEST);
            }
            headers.add(header);
            at = end + 2;
        }
    }

    private static Read firstLineSoFar(ByteBuf in, int start) {
        int length = in.writerIndex() - start;
        int methodEnd = in.indexOf(start, start + Math.min(length, MAX_METHOD_BYTES), (byte) ' ');
        int soFar = methodEnd < 0 ? Math.min(length, MAX_METHOD_BYTES) : methodEnd - start;
        if (!isToken(in.toString(start, soFar, StandardCharsets.ISO_8859_1)) && soFar > 0) {
            return new Read.Refused(HttpStatus.BAD_REQUEST);
        }
        if (methodEnd < 0 && length >= MAX_METHOD_BYTES) {
            return new Read.Refused(HttpStatus.BAD_REQUEST);
        }
        boolean tooLong = length > MAX_METHOD_BYTES + MAX_TARGET_BYTES + VERSION.length() + 2;
        return tooLong ? new Read.Refused(HttpStatus.URI_TOO_LONG) : new Read.Incomplete();
    }

    /// Where the line that starts here ends: the index of its CR LF, -1 if there is none yet. A
    /// bare LF or CR is part of the line, and no line may hold one.
    private static int endOfLine(ByteBuf in, int from) {
        int at = from;
        while (true) {
            int lf = in.indexOf(at, in.writerIndex(), (byte) '\n');
            if (lf < 0) {
                return -1;
            }
            if (lf > from && in.getByte(lf - 1) == '\r') {
                return lf - 1;
            }
            at = lf + 1;
        }
    }

    private static @Nullable Header header(ByteBuf in, int start, int end) {
        int colon = in.indexOf(start, end, (byte) ':');
        if (colon <= start) {
            return null;
        }
        var name = in.toString(start, colon - start, StandardCharsets.ISO_8859_1);
        var value = in.toString(colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1).strip();
        boolean clean = value.chars().allMatch(it -> it == '\t' || (it >= ' ' && it != 0x7F));
        return clean && isToken(name) ? new Header(name.toLowerCase(Locale.ROOT), value) : null;
    }

    private static @Nullable String ascii(ByteBuf in, int start, int end) {
        var text = in.toString(start, end - start, StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(it -> it >= ' ' && it < 0x7F) ? text : null;
    }

    private static boolean isOriginForm(String target) {
        return target.startsWith("/") && target.chars().allMatch(it -> it > ' ' && it < 0x7F);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(it ->
                                (it >= 'a' && it <= 'z')
                                        || (it >= 'A' && it <= 'Z')
                                        || (it >= '0' && it <= '9')
                                        || TOKEN_MARKS.indexOf(it) >= 0);
    }
}
