package parley.gateway.chatflow;

/// Thrown by constructors of definitions: a value that cannot be saved.
public final class RefusedValue extends IllegalArgumentException {
    private final transient Problem problem;

    RefusedValue(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /// What is wrong; its path is the field alone.
    public Problem problem() {
        return problem;
    }
}
