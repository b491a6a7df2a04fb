package parley.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.fanout.Event;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The page views that are connected to this node, for those who ask what a draft would change; of
/// all nodes it is [Polls] that counts them. There are none before the visitors' side is open. From
/// any thread.
public final class LivePages implements PageViews {
    private static final int LOOPS_AT_ONCE = 64;

    private volatile @Nullable Open open;
    private volatile Consumer<Event.Poll> polled = _ -> {};

    private record Open(VisitorSessions sessions, Portals portals) {}

    /// How many page views of this node would see a chatflow.
    ///
    /// @param node this node's name
    /// @param pageViews of the portal, connected now
    /// @param engaged of these: with an open conversation, which nothing changes
    /// @param now of the rest: see the chatflow as it is published
    /// @param then of the rest: would see it
    public record Counted(String node, int pageViews, int engaged, int now, int then) {
        Counted and(Counted other) {
            return new Counted(
                    node,
                    pageViews + other.pageViews,
                    engaged + other.engaged,
                    now + other.now,
                    then + other.then);
        }
    }

    /// The visitors' side is open.
    public void open(VisitorSessions sessions, Portals portals) {
        open = new Open(sessions, portals);
        portals.onPoll(it -> polled.accept(it));
    }

    /// Calls the listener, on any thread, whenever a node asks or answers. One listener.
    void onPoll(Consumer<Event.Poll> listener) {
        polled = listener;
    }

    /// This node is the only one there is.
    @Override
    public Mono<Seen> everywhere(PortalId portal, Chatflow draft) {
        return wouldSee(portal, draft).map(it -> new Seen(it, List.of(it.node()), 1));
    }

    /// Evaluates a chatflow, as if it were published, against every page view of the portal: in
    /// slices on the connections' own loops, so that nobody waits for it.
    ///
    /// @param draft takes the place of the chatflow with its id, or is one more
    /// @return empty if this node does not serve the portal
    public Mono<Counted> wouldSee(PortalId portal, Chatflow draft) {
        return Mono.defer(() -> {
            var now = open;
            var live = now == null ? null : now.portals.find(portal);
            return now == null || live == null
                    ? Mono.empty()
                    : counted(now.sessions, live.snapshot(), draft);
        });
    }

    private static Mono<Counted> counted(
            VisitorSessions sessions, PortalSnapshot snapshot, Chatflow draft) {
        var nobody = new Counted(sessions.node(), 0, 0, 0, 0);
        var question = new Ballot(sessions.decisions(), snapshot, with(snapshot, draft), draft);
        return Flux.fromIterable(sessions.loops())
                .flatMap(it -> onLoop(it, question, nobody), LOOPS_AT_ONCE)
                .reduce(nobody, Counted::and);
    }

    private static PortalSnapshot with(PortalSnapshot snapshot, Chatflow draft) {
        var facts = snapshot.facts();
        var chatflows = new ArrayList<>(facts.chatflows());
        chatflows.removeIf(it -> it.id().equals(draft.id()));
        chatflows.add(draft);
        return PortalSnapshot.of(
                new PortalFacts(facts.portal(), chatflows, facts.inboxes(), facts.staff()),
                snapshot.at());
    }

    private static Mono<Counted> onLoop(SessionLoop loop, Ballot ballot, Counted nobody) {
        return Mono.create(sink ->
                loop.execute(() -> {
                    var portal = ballot.before.portal().id();
                    var all = new ArrayList<>(loop.of(portal));
                    slice(loop, all, ballot, nobody, sink::success);
                }));
    }

    /// One slice a turn of the loop.
    private static void slice(
            SessionLoop loop,
            List<VisitorSession> rest,
            Ballot ballot,
            Counted before,
            Consumer<Counted> done) {
        var sofar = before;
        int end = Math.min(Walk.SLICE, rest.size());
        for (var session : rest.subList(0, end)) {
            var asker = session.asker();
            sofar = asker == null ? sofar : sofar.and(ballot.of(asker));
        }
        if (end == rest.size()) {
            done.accept(sofar);
            return;
        }
        var counted = sofar;
        var others = rest.subList(end, rest.size());
        loop.schedule(() -> slice(loop, others, ballot, counted, done), Duration.ZERO);
    }

    /// What is asked of each page view.
    private record Ballot(
            Decisions decisions, PortalSnapshot before, PortalSnapshot after, Chatflow draft) {
        Counted of(Decisions.Asker asker) {
            if (asker.engaged() != null) {
                return new Counted("", 1, 1, 0, 0);
            }
            return new Counted("", 1, 0, sees(before, asker), sees(after, asker));
        }

        private int sees(PortalSnapshot portal, Decisions.Asker asker) {
            var answer = decisions.answer(portal, asker, portal.at());
            return draft.id().equals(answer.chatflow()) && answer.view().chatflow() != null ? 1 : 0;
        }
    }
}
