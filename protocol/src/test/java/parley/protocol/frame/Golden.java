package parley.protocol.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The golden files: one text message each, ended by a line feed that is not part of it. They are
/// what peers in the field were written against: files are added, never edited.
record Golden(String name, byte[] message) {
    private static final Path ROOT = Path.of("src/test/resources/frames/v1");

    /// @param side `visitor`, `agent` or `server`
    static List<Golden> of(String side) {
        try (var files = Files.list(ROOT.resolve(side))) {
            return files.sorted().map(Golden::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file's name up to the first hyphen is the frame's type.
    String type() {
        return name.split("-", 2)[0];
    }

    String text() {
        return new String(message, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Golden read(Path file) {
        try {
            var name = String.valueOf(file.getFileName()).replace(".json", "");
            var text = Files.readString(file).stripTrailing();
            return new Golden(name, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
