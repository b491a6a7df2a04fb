package parley.gateway.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where the program talks to the person who started it, as opposed to the log.
///
/// @param out answers and progress
/// @param err why it does not start
/// @param interactive whether a person is likely to be there
record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    static Terminal standard() {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), isTerminal());
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway does not know that it is never null any more
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
