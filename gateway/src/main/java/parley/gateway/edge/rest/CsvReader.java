package parley.gateway.edge.rest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads CSV (RFC 4180) as it comes, in pieces of any size: UTF-8 with or without a mark, commas,
/// quotes doubled inside quotes, lines ended by LF or CRLF. Holds one row at a time and no more of
/// it than the bounds. Confined to one subscriber.
final class CsvReader {
    private static final int MAX_FIELD = 10_000;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_CHAR_BYTES = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final StringBuilder field = new StringBuilder();
    private byte[] undecoded = {};
    private List<String> fields = new ArrayList<>();
    private State state = State.FIELD_BEGINS;
    private @Nullable String problem;
    private boolean first = true;
    private long number;

    private enum State {
        FIELD_BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    /// One row.
    ///
    /// @param number from 1; blank lines do not count
    /// @param problem why it cannot be read; null for a good one
    record Row(long number, List<String> fields, @Nullable String problem) {
        /// Copies the list.
        Row {
            fields = List.copyOf(fields);
        }
    }

    /// The bytes are not UTF-8: nothing behind them can be trusted.
    static final class NotUtf8 extends RuntimeException {
        private final long row;

        NotUtf8(long row) {
            super("row " + row + ": not UTF-8", null, false, false);
            this.row = row;
        }

        long row() {
            return row;
        }
    }

    /// The rows that this piece completes.
    ///
    /// @throws NotUtf8 if it is not text
    List<Row> read(byte[] piece) {
        var rows = new ArrayList<Row>();
        var text = decoded(piece);
        for (int i = 0; i < text.length(); i++) {
            take(text.charAt(i), rows);
        }
        return rows;
    }

    /// The last row, if no line end came behind it.
    ///
    /// @throws NotUtf8 if it ends within a character
    List<Row> end() {
        if (undecoded.length > 0) {
            throw new NotUtf8(number + 1);
        }
        var rows = new ArrayList<Row>();
        if (state == State.QUOTED) {
            problem = "a quote that is not closed";
        }
        if (state != State.FIELD_BEGINS || !fields.isEmpty()) {
            endRow(rows);
        }
        return rows;
    }

    private CharBuffer decoded(byte[] piece) {
        var bytes = ByteBuffer.allocate(undecoded.length + piece.length);
        bytes.put(undecoded).put(piece).flip();
        var text = CharBuffer.allocate(bytes.remaining());
        var result = decoder.decode(bytes, text, false);
        if (result.isError() || bytes.remaining() >= MAX_CHAR_BYTES) {
            throw new NotUtf8(number + 1);
        }
        undecoded = new byte[bytes.remaining()];
        bytes.get(undecoded);
        return text.flip();
    }

    private void take(char c, List<Row> rows) {
        if (first) {
            first = false;
            if (c == '\uFEFF') {
                return;
            }
        }
        switch (state) {
            case QUOTED -> quoted(c);
            case QUOTE_IN_QUOTED -> afterQuote(c, rows);
            case FIELD_BEGINS -> {
                if (c == '"') {
                    state = State.QUOTED;
                } else {
                    plain(c, rows);
                }
            }
            case PLAIN -> plain(c, rows);
        }
    }

    private void quoted(char c) {
        if (c == '"') {
            state = State.QUOTE_IN_QUOTED;
        } else {
            add(c);
        }
    }

    private void afterQuote(char c, List<Row> rows) {
        if (c == '"') {
            add(c);
            state = State.QUOTED;
        } else {
            plain(c, rows);
        }
    }

    private void plain(char c, List<Row> rows) {
        switch (c) {
            case ',' -> endField();
            case '\n' -> endRow(rows);
            case '\r' -> {} // of a CRLF; a lone one is worth nothing
            default -> {
                if (state == State.QUOTE_IN_QUOTED) {
                    problem = "text behind a quoted field";
                }
                state = State.PLAIN;
                add(c);
            }
        }
    }

    private void add(char c) {
        if (field.length() < MAX_FIELD) {
            field.append(c);
        } else {
            problem = "a field of more than " + MAX_FIELD + " characters";
        }
    }

    private void endField() {
        if (fields.size() < MAX_FIELDS) {
            fields.add(field.toString());
        } else {
            problem = "more than " + MAX_FIELDS + " fields";
        }
        field.setLength(0);
        state = State.FIELD_BEGINS;
    }

    private void endRow(List<Row> rows) {
        boolean blank = fields.isEmpty() && field.isEmpty() && state == State.FIELD_BEGINS;
        endField();
        if (!blank) {
            rows.add(new Row(++number, fields, problem));
        }
        fields = new ArrayList<>();
        problem = null;
    }
}
