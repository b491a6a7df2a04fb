package parley.loadtest.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How a node's process is started.
///
/// @param classPath of the gateway's release
/// @param flags of the JVM behind the usual ones: of two of a kind the last holds
/// @param environment beside the node's own
public record Launch(String classPath, List<String> flags, Map<String, String> environment) {
    /// Copies both.
    public Launch {
        flags = List.copyOf(flags);
        environment = Map.copyOf(environment);
    }

    /// The release that this harness was built with.
    public static Launch current() {
        return new Launch(System.getProperty("java.class.path"), List.of(), Map.of());
    }

    /// Another release.
    ///
    /// @param folder in which `./mvnw package` was run
    /// @throws IllegalArgumentException if there is no program
    public static Launch of(Path folder) {
        var target = folder.toAbsolutePath().resolve(Path.of("gateway", "target"));
        var jar = target.resolve("gateway.jar");
        var libraries = target.resolve("lib");
        if (!Files.exists(jar) || !Files.isDirectory(libraries)) {
            throw new IllegalArgumentException(
                    folder + ": no gateway/target/gateway.jar with lib (expected: after package)");
        }
        return new Launch(jar + File.pathSeparator + libraries.resolve("*"), List.of(), Map.of());
    }

    /// With another flag of the JVM.
    public Launch flagged(String flag) {
        return new Launch(
                classPath, Stream.concat(flags.stream(), Stream.of(flag)).toList(), environment);
    }

    /// With another variable.
    public Launch with(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Launch(classPath, flags, more);
    }
}
