package parley.gateway.app;

/// Ends the program when the process that started it ends: a Maven that is told to stop does not
/// pass that on to the program it runs.
final class ParentWatch {
    private ParentWatch() {}

    static void start() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> {
                    var _ = parent.onExit().thenRun(() -> System.exit(0));
                });
    }
}
