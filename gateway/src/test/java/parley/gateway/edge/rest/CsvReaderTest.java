package parley.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CSV that comes in pieces")
class CsvReaderTest {
    @Test
    @DisplayName(
            "is read by RFC 4180: quotes, commas and line ends in quotes, CRLF, a mark at the start")
    void rfc() {
        var rows = read("\uFEFFemail,note\r\na@b.cd,\"say \"\"hi\"\",\nplease\"\r\n\r\n,x");
        assertThat(rows)
                .extracting(CsvReader.Row::fields)
                .containsExactly(
                        List.of("email", "note"),
                        List.of("a@b.cd", "say \"hi\",\nplease"),
                        List.of("", "x"));
        assertThat(rows).extracting(CsvReader.Row::number).containsExactly(1L, 2L, 3L);
        assertThat(rows).allMatch(it -> it.problem() == null);
    }

    @Test
    @DisplayName("is the same whatever the pieces: random cuts through rows, quotes and characters")
    void pieces() {
        var text = "a,\"ü,\"\"😀\"\"\n\",b\r\n漢字,,\"\"\n\n\"last\",1,2";
        var whole = read(text);
        long seed = System.nanoTime();
        var random = new Random(seed);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int run = 0; run < 500; run++) {
            var reader = new CsvReader();
            var rows = new ArrayList<CsvReader.Row>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(5));
                rows.addAll(reader.read(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            rows.addAll(reader.end());
            assertThat(rows).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName("says what is wrong with a row, and goes on with the next")
    void problems() {
        var rows = read("\"a\"b\nok\n" + "x".repeat(10_001) + "\n" + ",".repeat(250) + "\n\"open");
        assertThat(rows)
                .extracting(it -> it.problem() == null)
                .containsExactly(false, true, false, false, false);
        assertThat(rows.get(1).fields()).containsExactly("ok");
        assertThat(rows.get(2).fields().getFirst()).hasSize(10_000);
    }

    @Test
    @DisplayName("that is not UTF-8 is no text")
    void notUtf8() {
        var latin = new byte[] {'a', (byte) 0xfc, 'b', 'c', 'd', 'e'};
        assertThatThrownBy(() -> new CsvReader().read(latin)).isInstanceOf(CsvReader.NotUtf8.class);
        var cut = new CsvReader();
        cut.read(new byte[] {'a', (byte) 0xc3});
        assertThatThrownBy(cut::end).isInstanceOf(CsvReader.NotUtf8.class);
    }

    private static List<CsvReader.Row> read(String text) {
        var reader = new CsvReader();
        var rows = new ArrayList<>(reader.read(text.getBytes(StandardCharsets.UTF_8)));
        rows.addAll(reader.end());
        return rows;
    }
}
