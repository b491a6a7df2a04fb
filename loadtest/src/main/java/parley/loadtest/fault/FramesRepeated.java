package parley.loadtest.fault;

import java.time.Duration;
import java.util.List;

/// Row 41: every send goes out three times, over two sockets where there are two.
final class FramesRepeated implements Fault {
    private static final Duration LENGTH = Duration.ofSeconds(20);

    @Override
    public int row() {
        return 41;
    }

    @Override
    public String what() {
        return "every send three times, on two sockets";
    }

    @Override
    public void inject(Site site) throws InterruptedException {
        site.crowd().repeats(true);
        site.pass(LENGTH);
        site.crowd().repeats(false);
    }

    /// One row each is what C2 and C3 say.
    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of(
                Figure.told("sends acked", evidence.acked(window.from(), window.until()), ""));
    }
}
