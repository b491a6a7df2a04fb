package parley.gateway.edge.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The files under `pages/`, by the path they are asked for; what may be asked of which listener is
/// in `pages/README.md`. A request is a lookup in a map: no path reaches the file system.
/// Immutable.
public final class PageFiles {
    private static final Map<String, String> TYPES =
            Map.of(
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "html", "text/html; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png");
    private static final Pattern BUILD = Pattern.compile("/widget/[0-9a-f]{12}/");

    private final Map<String, PageFile> files = new TreeMap<>();
    private final String build;

    private PageFiles(String build) {
        this.build = build;
    }

    /// Reads all of them. Blocks; for the start of the program.
    ///
    /// @param visitorUrl how browsers reach the visitor listener, such as `http://localhost:8080`
    public static PageFiles read(URI visitorUrl) {
        var raw = new TreeMap<String, byte[]>();
        var found = PageFiles.class.getResource("/pages/README.md");
        if (found == null) {
            throw new IllegalStateException("pages: not on the class path");
        }
        try {
            if (found.toURI().getScheme().equals("jar")) {
                try (var jar = FileSystems.newFileSystem(found.toURI(), Map.of())) {
                    collect(jar.getPath("/pages"), raw);
                }
            } else {
                collect(Objects.requireNonNull(Path.of(found.toURI()).getParent()), raw);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("pages: cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("pages: cannot be found", e);
        }
        return prepare(raw, visitorUrl);
    }

    /// What the visitor listener sends: the loader, and the widget under the name of any build.
    ///
    /// @param path the request's path without the query
    public @Nullable PageFile forVisitors(String path) {
        if (path.equals("/loader.js")) {
            return files.get("widget/loader.js");
        }
        return BUILD.matcher(path).lookingAt()
                ? files.get("widget/" + path.substring("/widget/123456789abc/".length()))
                : null;
    }

    /// Whether what the visitor listener sends for this path will be the same for ever: the files
    /// of this build. Under the name of another build, as an older page or another node of a
    /// rolling upgrade asks for it, they are this build's all the same, and nobody may keep them.
    ///
    /// @param path the request's path without the query
    public boolean forEver(String path) {
        return path.startsWith("/widget/" + build + "/");
    }

    /// What the agent listener sends: console, demo, and the widget's modules that both share.
    ///
    /// @param path the request's path without the query
    public @Nullable PageFile forAgents(String path) {
        var name = path.endsWith("/") ? path + "index.html" : path;
        return files.get(name.substring(1));
    }

    /// How large the widget is for a visitor who needs all of it in the default language.
    int widgetBytes() {
        return files.values().stream()
                .filter(it ->
                        it.path().matches("widget/[^/]+\\.js")
                                && !it.path().equals("widget/loader.js"))
                .mapToInt(it -> it.plain().length)
                .sum();
    }

    private static void collect(Path root, Map<String, byte[]> into) throws IOException {
        try (var paths = Files.walk(root)) {
            for (var path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                var name = root.relativize(path).toString().replace('\\', '/');
                if (TYPES.containsKey(extension(name))) {
                    into.put(name, Files.readAllBytes(path));
                }
            }
        }
    }

    private static PageFiles prepare(Map<String, byte[]> raw, URI visitorUrl) {
        raw.replaceAll((name, bytes) -> extension(name).equals("js") ? slim(bytes) : bytes);
        var digest = sha256();
        raw.forEach((name, bytes) -> {
            if (name.startsWith("widget/")) {
                digest.update(name.getBytes(UTF_8));
                digest.update(bytes);
            }
        });
        var build = HexFormat.of().formatHex(digest.digest(), 0, 6);
        var pages = new PageFiles(build);
        raw.forEach((name, bytes) -> {
            var plain =
                    name.matches(".*loader\\.js|.*\\.html")
                            ? fill(bytes, build, visitorUrl)
                            : bytes;
            pages.files.put(name, file(name, plain));
        });
        return pages;
    }

    private static byte[] slim(byte[] script) {
        return Slim.script(new String(script, UTF_8)).getBytes(UTF_8);
    }

    private static byte[] fill(byte[] bytes, String build, URI visitorUrl) {
        var url = visitorUrl.toString();
        return new String(bytes, UTF_8)
                .replace("{{build}}", build)
                .replace("{{visitor-url}}", url)
                .replace("{{visitor-socket-url}}", url.replaceFirst("^http", "ws"))
                .getBytes(UTF_8);
    }

    private static PageFile file(String name, byte[] plain) {
        var type = TYPES.getOrDefault(extension(name), "application/octet-stream");
        var etag = '"' + HexFormat.of().formatHex(sha256().digest(plain), 0, 8) + '"';
        return new PageFile(name, type, plain, gzip(plain), etag);
    }

    private static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
