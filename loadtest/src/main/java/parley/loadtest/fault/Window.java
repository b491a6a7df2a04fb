package parley.loadtest.fault;

import java.util.List;
import java.util.Set;

/// When a fault was, on the common clock.
///
/// @param calmFrom begin of the undisturbed time before it
/// @param from injection begins
/// @param until all is undone
/// @param marks what happened in between, in order
public record Window(long calmFrom, long from, long until, List<Mark> marks) {
    private static final Set<String> ENDS = Set.of("kill", "thaw", "back");

    /// Copies the list.
    public Window {
        marks = List.copyOf(marks);
    }

    /// A moment with a name.
    public record Mark(String name, long at) {}

    /// The moments of one name.
    public List<Mark> marks(String name) {
        return marks.stream().filter(it -> it.name().equals(name)).toList();
    }

    /// The only moment of its name.
    ///
    /// @throws IllegalStateException if there was none
    public long mark(String name) {
        return marks(name).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no mark " + name))
                .at();
    }

    /// When the world was whole again: the last kill, thaw or start; what comes after is recovery.
    public long over() {
        return marks.stream()
                .filter(it -> ENDS.contains(it.name()))
                .mapToLong(Mark::at)
                .max()
                .orElse(until);
    }
}
