package parley.gateway.conversation;

import java.util.ArrayList;
import java.util.List;
import parley.protocol.value.Actor;
import parley.protocol.value.Entry;

/// Writes down what it is told, and complains of what may not be.
final class RecordingWatcher implements Feeds.Watcher {
    final List<Entry> entries = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    final List<Actor> typing = new ArrayList<>();
    private long have;

    RecordingWatcher() {
        this(0);
    }

    RecordingWatcher(long have) {
        this.have = have;
    }

    @Override
    public void entries(List<Entry> fresh) {
        for (var entry : fresh) {
            if (entry.seq() != have + 1) {
                said.add("OUT OF ORDER: " + entry.seq() + " after " + have);
            }
            have = entry.seq();
            entries.add(entry);
        }
    }

    @Override
    public void live(long head) {
        said.add("live " + head);
    }

    @Override
    public void reset(long from, String reason) {
        said.add("reset " + from + " " + reason);
        have = from;
        entries.clear();
    }

    /// The peer lost everything above a seq, and may get it again.
    void lose(long above) {
        have = above;
        entries.removeIf(it -> it.seq() > above);
    }

    @Override
    public void typing(Actor actor) {
        typing.add(actor);
    }
}
