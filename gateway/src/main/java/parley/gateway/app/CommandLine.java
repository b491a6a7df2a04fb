package parley.gateway.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the program is asked to do.
sealed interface CommandLine {
    String HELP =
            """
            Parley, a live-chat gateway.

            Usage: parley [--config FILE] [--check-config | --migrate | --until-ready]
                          [--end-with-parent]
                   parley explain --page URL [--visitor JSON] [--url URL] [--json]
                   parley preview --chatflow ID [--page URL] [--availability A] [--url URL]
                   parley --help | --version

              --config FILE       read this file instead of config/gateway.yaml
              --check-config      say what is wrong with the configuration, or print it with secrets
                                  masked, and end; the exit code is 0 if all is well, 2 if not
              --migrate           bring the database schema up to date, and end
              --until-ready       come up, rehearse, and end as soon as visitors could connect
              --end-with-parent   end when the process that started this one ends
              --help, --version   print this, or the version, and end

            explain asks a running gateway which chatflow a page view gets, and why:
              --page URL          address of the page
              --visitor JSON      what is known of the visitor, as in '{"country": "FR"}'
              --url URL           the gateway; else PARLEY_PUBLIC_AGENT_URL or http://localhost:8081
              --json              print the whole answer
              It signs in with the API token in PARLEY_TOKEN; the portal is the token's.

            preview prints a link that shows a draft on the real page for an hour:
              --chatflow ID       the draft
              --page URL          where it is shown; else the first page of one of the sites
              --availability A    as if the team were available, away or full; else as it is

            Every key can be set in the environment too: database.poolSize is
            PARLEY_DATABASE_POOL_SIZE. config/README.md lists the keys. Without database.url and
            redis.url the gateway starts a PostgreSQL and a Redis of its own, to try it out.
            """;

    /// Serve.
    ///
    /// @param config null: the default file if it exists
    /// @param until what ends it
    record Run(@Nullable Path config, Until until) implements CommandLine {}

    /// What ends a gateway beside a signal.
    enum Until {
        TOLD,
        PARENT_ENDS,
        READY
    }

    /// Judge the configuration.
    ///
    /// @param config null: the default file if it exists
    record CheckConfig(@Nullable Path config) implements CommandLine {}

    /// Bring the schema up to date, without serving: before the nodes of a new release start.
    ///
    /// @param config null: the default file if it exists
    record Migrate(@Nullable Path config) implements CommandLine {}

    /// Ask a running gateway why a page view gets what it gets.
    ///
    /// @param visitor JSON; null: nothing is known
    /// @param url of the gateway; null: as configured
    /// @param json whether the whole answer is printed
    record Explain(String page, @Nullable String visitor, @Nullable String url, boolean json)
            implements CommandLine {}

    /// Make a link that shows a draft.
    ///
    /// @param page null: the portal's first
    /// @param availability what is pretended of the team; null for nothing
    /// @param url of the gateway; null: as configured
    record Preview(
            String chatflow,
            @Nullable String page,
            @Nullable String availability,
            @Nullable String url)
            implements CommandLine {}

    /// Say how to use it.
    record Help() implements CommandLine {}

    /// Say which version this is.
    record Version() implements CommandLine {}

    /// Say what is wrong with the arguments.
    record Wrong(String problem) implements CommandLine {}

    static CommandLine parse(List<String> arguments) {
        var rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "explain" -> explain(rest);
            case "preview" -> preview(rest);
            default -> gateway(arguments);
        };
    }

    private static CommandLine explain(List<String> arguments) {
        var known = Set.of("--page", "--visitor", "--url", "--json");
        return switch (Words.of("explain", arguments, known)) {
            case Words.Refused(var command) -> command;
            case Words.Taken(var it) ->
                    it.get("--page") == null
                            ? new Wrong("explain: no page (expected: explain --page URL)")
                            : new Explain(
                                    it.get("--page"),
                                    it.get("--visitor"),
                                    it.get("--url"),
                                    it.containsKey("--json"));
        };
    }

    private static CommandLine preview(List<String> arguments) {
        var known = Set.of("--chatflow", "--page", "--availability", "--url");
        return switch (Words.of("preview", arguments, known)) {
            case Words.Refused(var command) -> command;
            case Words.Taken(var it) ->
                    it.get("--chatflow") == null
                            ? new Wrong("preview: no chatflow (expected: preview --chatflow ID)")
                            : new Preview(
                                    it.get("--chatflow"),
                                    it.get("--page"),
                                    it.get("--availability"),
                                    it.get("--url"));
        };
    }

    private static CommandLine gateway(List<String> arguments) {
        Path config = null;
        boolean child = false;
        var modes = new TreeSet<String>();
        for (var words = arguments.iterator(); words.hasNext(); ) {
            var word = words.next();
            switch (word) {
                case "--help", "-h" -> {
                    return new Help();
                }
                case "--version" -> {
                    return new Version();
                }
                case "--check-config", "--migrate", "--until-ready" -> modes.add(word);
                case "--end-with-parent" -> child = true;
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
        if (modes.size() > 1) {
            return new Wrong(String.join(", ", modes) + ": one of them (see --help)");
        }
        return switch (modes.isEmpty() ? "" : modes.first()) {
            case "--check-config" -> new CheckConfig(config);
            case "--migrate" -> new Migrate(config);
            case "--until-ready" -> new Run(config, Until.READY);
            default -> new Run(config, child ? Until.PARENT_ENDS : Until.TOLD);
        };
    }

    /// The words behind a verb: names with a value each, but `--json`.
    sealed interface Words {
        /// They are these.
        record Taken(Map<String, String> values) implements Words {}

        /// Something else is to be done.
        record Refused(CommandLine command) implements Words {}

        /// @param known names
        static Words of(String verb, List<String> arguments, Set<String> known) {
            var values = new HashMap<String, String>();
            for (var words = arguments.iterator(); words.hasNext(); ) {
                var word = words.next();
                if (word.equals("--help") || word.equals("-h")) {
                    return new Refused(new Help());
                }
                if (!known.contains(word)) {
                    var wrong = "%s %s: unknown argument (see --help)".formatted(verb, word);
                    return new Refused(new Wrong(wrong));
                }
                boolean alone = word.equals("--json");
                if (!alone && !words.hasNext()) {
                    return new Refused(new Wrong(word + ": no value (see --help)"));
                }
                values.put(word, alone ? "" : words.next());
            }
            return new Taken(values);
        }
    }
}
