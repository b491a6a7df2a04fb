package parley.gateway.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import parley.gateway.app.config.Config;
import parley.gateway.app.config.ConfigFailure;
import parley.gateway.app.config.ConfigReader;

/// The program: reads what it is asked to do, does it, and says in one line why if it cannot.
public final class Main {
    private static final Path DEFAULT_CONFIG = Path.of("config", "gateway.yaml");
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private final Terminal terminal;
    private final Map<String, String> environment;

    Main(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    /// Runs until it is told to stop.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) {
        var main = new Main(Terminal.standard(), System.getenv());
        System.exit(main.run(CommandLine.parse(List.of(arguments))));
    }

    int run(CommandLine command) {
        return switch (command) {
            case CommandLine.Help() -> say(CommandLine.HELP);
            case CommandLine.Version() -> say("parley " + version() + "\n");
            case CommandLine.Wrong(var problem) -> refuse(WRONG_USE, problem);
            case CommandLine.Explain asked ->
                    call(() -> ExplainCall.run(asked, environment, terminal.out()));
            case CommandLine.Preview asked ->
                    call(() -> PreviewCall.run(asked, environment, terminal.out()));
            case CommandLine.CheckConfig(var file) -> checkConfig(file);
            case CommandLine.Migrate(var file) -> migrate(file);
            case CommandLine.Run(var file, var until) -> serve(file, until);
        };
    }

    private int checkConfig(@Nullable Path file) {
        try {
            var config = read(file);
            var _ = CountryLookUp.read(config.country());
            var _ = Binding.tls(config);
            return say(ConfigReader.redacted(config));
        } catch (ConfigFailure e) {
            return refuse(WRONG_USE, String.join("\n", e.problems()));
        } catch (StartFailure e) {
            return refuse(WRONG_USE, e.getMessage());
        }
    }

    private int migrate(@Nullable Path file) {
        try {
            var database = read(file).database();
            return say(MigrateCall.run(database, terminal.err()::println));
        } catch (ConfigFailure e) {
            return refuse(WRONG_USE, String.join("\n", e.problems()));
        } catch (StartFailure e) {
            return refuse(FAILED, e.getMessage());
        }
    }

    private int call(Runnable asking) {
        try {
            asking.run();
            return OK;
        } catch (StartFailure e) {
            return refuse(FAILED, e.getMessage());
        }
    }

    private int serve(@Nullable Path file, CommandLine.Until until) {
        try {
            var config = read(file);
            Logging.setUp(config.log(), terminal.interactive());
            new Service(config, terminal).run(until);
            return OK;
        } catch (ConfigFailure e) {
            return refuse(WRONG_USE, String.join("\n", e.problems()));
        } catch (StartFailure e) {
            Logging.end();
            return refuse(FAILED, e.getMessage());
        }
    }

    private Config read(@Nullable Path file) {
        var chosen = file == null && Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : file;
        return ConfigReader.read(chosen, environment);
    }

    private int say(String text) {
        terminal.out().print(text);
        return OK;
    }

    private int refuse(int code, @Nullable String why) {
        terminal.err().println(Objects.requireNonNullElse(why, "unknown failure"));
        return code;
    }

    private static String version() {
        return Objects.requireNonNullElse(
                Main.class.getPackage().getImplementationVersion(), "(not packaged)");
    }
}
