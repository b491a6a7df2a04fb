package parley.gateway.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/// Random passwords of the embedded servers, made once per folder, readable by their owner only.
record Secrets(String superuser, String owner, String app, String redis, String signing) {
    private static final int BYTES = 24;

    static Secrets in(ServerFolder folder, SecureRandom random) throws IOException {
        var file = folder.home().resolve("secrets.properties");
        if (!Files.exists(file)) {
            write(file, random);
        }
        var read = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            read.load(in);
        }
        return new Secrets(
                need(read, "postgres.superuser", file),
                need(read, "postgres.owner", file),
                need(read, "postgres.app", file),
                need(read, "redis", file),
                need(read, "signing", file));
    }

    private static void write(Path file, SecureRandom random) throws IOException {
        var fresh = new StringBuilder();
        for (var name :
                new String[] {
                    "postgres.superuser", "postgres.owner", "postgres.app", "redis", "signing"
                }) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            fresh.append(name).append('=').append(HexFormat.of().formatHex(bytes)).append('\n');
        }
        writePrivately(file, fresh.toString());
    }

    /// Writes a file that nobody else can read at any moment; appears whole or not at all.
    static void writePrivately(Path file, String text) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardOpenOption.WRITE);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String need(Properties properties, String name, Path file) {
        var value = properties.getProperty(name);
        if (value == null) {
            throw new EmbeddedFailure(
                    file + ": no '" + name + "'; delete the folder to start afresh");
        }
        return value;
    }

    @Override
    public String toString() {
        return "Secrets[***]";
    }
}
