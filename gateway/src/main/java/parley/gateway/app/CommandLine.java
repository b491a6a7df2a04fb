package parley.gateway.app;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the program is asked to do.
sealed interface CommandLine {
    String HELP =
            """
            Parley, a live-chat gateway.

            Usage: parley [--config FILE] [--check-config] [--end-with-parent]
                   parley explain --page URL [--visitor JSON] [--url URL] [--json]
                   parley --help | --version

              --config FILE       read this file instead of config/gateway.yaml
              --check-config      say what is wrong with the configuration, or print it with secrets
                                  masked, and end; the exit code is 0 if all is well, 2 if not
              --end-with-parent   end when the process that started this one ends
              --help, --version   print this, or the version, and end

            explain asks a running gateway which chatflow a page view gets, and why:
              --page URL          address of the page
              --visitor JSON      what is known of the visitor, as in '{"country": "FR"}'
              --url URL           the gateway; else PARLEY_PUBLIC_AGENT_URL or http://localhost:8081
              --json              print the whole answer
              It signs in with the API token in PARLEY_TOKEN; the portal is the token's.

            Every key can be set in the environment too: database.poolSize is
            PARLEY_DATABASE_POOL_SIZE. config/README.md lists the keys. Without database.url and
            redis.url the gateway starts a PostgreSQL and a Redis of its own, to try it out.
            """;

    /// Serve.
    ///
    /// @param config null: the default file if it exists
    record Run(@Nullable Path config, boolean endWithParent) implements CommandLine {}

    /// Judge the configuration.
    ///
    /// @param config null: the default file if it exists
    record CheckConfig(@Nullable Path config) implements CommandLine {}

    /// Ask a running gateway why a page view gets what it gets.
    ///
    /// @param visitor JSON; null: nothing is known
    /// @param url of the gateway; null: as configured
    /// @param json whether the whole answer is printed
    record Explain(String page, @Nullable String visitor, @Nullable String url, boolean json)
            implements CommandLine {}

    /// Say how to use it.
    record Help() implements CommandLine {}

    /// Say which version this is.
    record Version() implements CommandLine {}

    /// Say what is wrong with the arguments.
    record Wrong(String problem) implements CommandLine {}

    static CommandLine parse(List<String> arguments) {
        return !arguments.isEmpty() && arguments.getFirst().equals("explain")
                ? explain(arguments.subList(1, arguments.size()))
                : gateway(arguments);
    }

    private static CommandLine explain(List<String> arguments) {
        String page = null;
        String visitor = null;
        String url = null;
        boolean json = false;
        for (var words = arguments.iterator(); words.hasNext(); ) {
            var word = words.next();
            switch (word) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--json" -> json = true;
                case "--page", "--visitor", "--url" -> {
                    if (!words.hasNext()) {
                        return new Wrong(word + ": no value (see --help)");
                    }
                    var value = words.next();
                    page = word.equals("--page") ? value : page;
                    visitor = word.equals("--visitor") ? value : visitor;
                    url = word.equals("--url") ? value : url;
                }
                default -> {
                    return new Wrong("explain " + word + ": unknown argument (see --help)");
                }
            }
        }
        return page == null
                ? new Wrong("explain: no page (expected: explain --page URL)")
                : new Explain(page, visitor, url, json);
    }

    private static CommandLine gateway(List<String> arguments) {
        Path config = null;
        boolean check = false;
        boolean withParent = false;
        for (var words = arguments.iterator(); words.hasNext(); ) {
            var word = words.next();
            switch (word) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--version" -> {
                    return new Version();
                }
                case "--check-config" -> check = true;
                case "--end-with-parent" -> withParent = true;
                case "--config" -> {
                    if (!words.hasNext()) {
                        return new Wrong("--config: no file (expected: --config FILE)");
                    }
                    config = Path.of(words.next());
                }
                default -> {
                    return new Wrong(word + ": unknown argument (see --help)");
                }
            }
        }
        return check ? new CheckConfig(config) : new Run(config, withParent);
    }
}
