package parley.gateway.edge.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Command;
import parley.gateway.conversation.Feeds;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.ServerFrame.Colleague;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.Stream;

/// The conversations that one session shows, both streams of each. Confined to the event loop; what
/// the feeds and colleagues say hops there first.
final class Watches implements Viewers.Viewer {
    private static final int MAX = 50;
    private static final AgentId NOBODY = new AgentId(new UUID(0, 0));

    private final AgentSession session;
    private final Map<ConversationId, Shown> shown = new HashMap<>();
    private volatile Colleague colleague = new Colleague(NOBODY, "");

    Watches(AgentSession session) {
        this.session = session;
    }

    /// Shows a conversation: what comes after these seqs, and what comes from now on.
    void watch(AgentFrame.Watch asked) {
        var conversation = asked.conversation();
        unwatch(conversation);
        if (shown.size() == MAX) {
            session.fail(ErrorCode.RATE_LIMITED, conversation, "at most " + MAX + " watched");
            return;
        }
        var fresh = new Shown();
        shown.put(conversation, fresh);
        var who = session.who();
        session.ask(
                session.rooms()
                        .store()
                        .find(who.portal(), conversation)
                        .map(it -> List.of(it.inbox()))
                        .defaultIfEmpty(List.of()),
                inbox -> {
                    if (shown.get(conversation) == fresh) {
                        begin(asked, fresh, inbox);
                    }
                });
    }

    void unwatch(ConversationId conversation) {
        var old = shown.remove(conversation);
        if (old != null) {
            old.close();
            session.node().viewers().looksAway(conversation, this);
        }
    }

    /// Sends some of what is stored, whether watched or not.
    void sync(AgentFrame.Sync sync) {
        var who = session.who();
        var store = session.rooms().store();
        session.ask(
                store.find(who.portal(), sync.conversation())
                        .filter(it -> AgentSession.mayInInbox(who, Command.READ_THREAD, it.inbox()))
                        .flatMap(it ->
                                store.read(
                                        who.portal(),
                                        it.id(),
                                        sync.stream(),
                                        sync.after(),
                                        sync.limit()))
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()),
                found ->
                        found.ifPresentOrElse(
                                this::send,
                                () ->
                                        session.fail(
                                                ErrorCode.NOT_FOUND, sync.conversation(), "sync")));
    }

    /// The peer says what it holds.
    void has(Map<ConversationId, Long> have) {
        have.forEach((conversation, seq) -> {
            var it = shown.get(conversation);
            if (it != null && it.external != null) {
                it.external.has(seq);
            }
        });
    }

    /// The inbox of a conversation that is shown; null if it is not, or not yet.
    @Nullable InboxId inboxOf(ConversationId conversation) {
        var it = shown.get(conversation);
        return it == null ? null : it.inbox;
    }

    /// Ends what the agent may not see any more.
    void reauthorise() {
        for (var entry : Map.copyOf(shown).entrySet()) {
            var inbox = entry.getValue().inbox;
            if (inbox != null && !session.mayInInbox(Command.READ_THREAD, inbox)) {
                unwatch(entry.getKey());
                session.fail(ErrorCode.NOT_FOUND, entry.getKey(), "watch");
            }
        }
    }

    void close() {
        List.copyOf(shown.keySet()).forEach(this::unwatch);
    }

    @Override
    public Colleague colleague() {
        return colleague;
    }

    @Override
    public void alsoViewed(ConversationId conversation, Colleague by) {
        session.onLoop(() -> {
            if (shown.containsKey(conversation)) {
                session.peer().sendEphemeral(new ServerFrame.Viewer(conversation, by));
            }
        });
    }

    private void begin(AgentFrame.Watch asked, Shown fresh, List<InboxId> inbox) {
        var conversation = asked.conversation();
        if (inbox.isEmpty() || !session.mayInInbox(Command.READ_THREAD, inbox.getFirst())) {
            shown.remove(conversation);
            session.fail(ErrorCode.NOT_FOUND, conversation, "watch");
            return;
        }
        fresh.inbox = inbox.getFirst();
        boolean foreign = asked.epoch() != null && !asked.epoch().equals(session.epoch());
        if (foreign) {
            forget(conversation, Stream.PUBLIC);
            forget(conversation, Stream.INTERNAL);
        }
        fresh.external = follow(conversation, fresh, Stream.PUBLIC, foreign ? 0 : asked.have());
        fresh.internal =
                follow(conversation, fresh, Stream.INTERNAL, foreign ? 0 : asked.internal());
        colleague = session.colleague();
        session.node().viewers().looks(conversation, this);
    }

    /// What the peer holds is of another lineage, such as from before a restore (contract §6): its
    /// numbers mean nothing here, whether they are higher or not.
    private void forget(ConversationId conversation, Stream stream) {
        session.peer().send(new ServerFrame.Reset(conversation, stream, "epoch", 0));
    }

    private Feeds.Watch follow(ConversationId conversation, Shown fresh, Stream stream, long have) {
        var portal = session.who().portal();
        var feed = session.rooms().feeds();
        return feed.watch(
                portal, conversation, stream, have, new Relay(conversation, fresh, stream));
    }

    private void send(List<Entry> entries) {
        var view = session.view();
        entries.forEach(it -> session.peer().send(Views.entry(it, view, session.who())));
    }

    /// One conversation that is shown.
    private static final class Shown {
        private @Nullable InboxId inbox;
        private Feeds.@Nullable Watch external;
        private Feeds.@Nullable Watch internal;
        private boolean closed;

        void close() {
            closed = true;
            if (external != null) {
                external.close();
            }
            if (internal != null) {
                internal.close();
            }
        }
    }

    /// Brings what a feed says to the event loop.
    private final class Relay implements Feeds.Watcher {
        private final ConversationId conversation;
        private final Shown shown;
        private final Stream stream;

        Relay(ConversationId conversation, Shown shown, Stream stream) {
            this.conversation = conversation;
            this.shown = shown;
            this.stream = stream;
        }

        @Override
        public void entries(List<Entry> entries) {
            onLoop(() -> send(entries));
        }

        @Override
        public void live(long head) {
            onLoop(() -> session.peer().send(new ServerFrame.Live(conversation, stream, head)));
        }

        @Override
        public void reset(long from, String reason) {
            onLoop(() ->
                    session.peer().send(new ServerFrame.Reset(conversation, stream, reason, from)));
        }

        @Override
        public void typing(Actor actor) {
            onLoop(() -> {
                boolean own = actor.equals(new Actor.Agent(session.who().agent()));
                if (stream == Stream.PUBLIC && !own) {
                    var view = Views.actor(actor, session.view());
                    session.peer().sendEphemeral(new ServerFrame.Typing(conversation, view));
                }
            });
        }

        private void onLoop(Runnable task) {
            session.onLoop(() -> {
                if (!shown.closed) {
                    task.run();
                }
            });
        }
    }
}
