package parley.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.conversation.Alias;
import parley.gateway.conversation.Feeds;
import parley.gateway.conversation.Places;
import parley.gateway.session.Decisions.Engaged;
import parley.gateway.visitor.MeetingLinks;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.Stream;

/// One conversation on one connection: what of it was sent, and where it stands. Confined to the
/// connection's event loop; the feed calls on threads of its own.
///
/// While history is replayed a full outbox stops the feed, and the replay goes on from the last seq
/// sent once the peer has read. Live, a full outbox ends the connection.
final class Attachment {
    private final VisitorSession session;
    private final Talk talk;
    private final ConversationId id;
    private final @Nullable ChatflowId chatflow;
    private final @Nullable Alias alias;
    private @Nullable Ear ear;
    private Places.@Nullable Watch place;
    private @Nullable AgentId assignee;
    private long sent;
    private long replayed;
    private boolean open;
    private boolean live;
    private boolean paused;

    Attachment(
            VisitorSession session,
            Talk talk,
            ConversationId id,
            @Nullable ChatflowId chatflow,
            @Nullable Alias alias) {
        this.session = session;
        this.talk = talk;
        this.id = id;
        this.chatflow = chatflow;
        this.alias = alias;
    }

    /// The chatflow it began in; null once that is deleted.
    @Nullable ChatflowId began() {
        return chatflow;
    }

    ConversationId id() {
        return id;
    }

    boolean watched() {
        return ear != null;
    }

    boolean isOpen() {
        return open;
    }

    Engaged engaged() {
        return new Engaged(chatflow, assignee);
    }

    /// Highest seq handed to the peer, in order.
    long sent() {
        return sent;
    }

    void state(boolean nowOpen, @Nullable AgentId nowAssignee) {
        open = nowOpen;
        assignee = nowAssignee;
    }

    /// Sends everything after `have`, then goes on live.
    void watch(long have) {
        close();
        sent = have;
        live = false;
        paused = false;
        var fresh = new Ear();
        ear = fresh;
        fresh.watch =
                session.context()
                        .talking()
                        .feeds()
                        .watch(session.portal().id(), id, Stream.PUBLIC, have, fresh);
    }

    /// What the peer holds is not of this conversation's history: it forgets it and gets all.
    void reset(String reason) {
        session.context().metrics().reset(reason);
        session.send(new ServerFrame.Reset(id, Stream.PUBLIC, reason, 0));
        watch(0);
    }

    /// The peer says what it holds: the feed sends again what was lost on the way.
    void has(long seq) {
        if (ear != null && live) {
            ear.has(seq);
        }
    }

    /// The peer takes bytes again.
    void writable() {
        if (paused) {
            watch(sent);
        }
    }

    /// A page that was asked for, beside the feed; cut where the peer takes no more.
    void page(List<Entry> entries) {
        for (var entry : entries) {
            if (!session.listening() || !session.sendIfRoom(rendered(entry))) {
                return;
            }
        }
    }

    void close() {
        if (ear != null) {
            ear.close();
            ear = null;
        }
        waits(false);
    }

    /// Whoever has no agent is told where in the queue that is.
    private void waits(boolean now) {
        if (now && place == null) {
            var listening = ear;
            place =
                    session.context()
                            .talking()
                            .places()
                            .watch(
                                    session.portal().id(),
                                    id,
                                    it -> {
                                        if (listening != null) {
                                            listening.hop(() -> stands(it));
                                        }
                                    });
        } else if (!now && place != null) {
            place.close();
            place = null;
        }
    }

    private void stands(Places.Place it) {
        if (place != null) {
            var frame = new ServerFrame.Queue(id, it.position(), it.waitSeconds());
            var _ = session.send(frame, Overflow.DROP_NEWEST);
        }
    }

    private void entries(List<Entry> entries) {
        boolean stateChanged = false;
        for (var entry : entries) {
            if (!deliver(entry)) {
                break;
            }
            sent = Math.max(sent, entry.seq());
            stateChanged |= follow(entry);
        }
        if (stateChanged && live) {
            waits(open && assignee == null);
            talk.stateChanged();
        }
    }

    /// @return false if the entry was not sent
    private boolean deliver(Entry entry) {
        var frame = rendered(entry);
        if (live) {
            session.send(frame);
            var age = Duration.between(entry.at(), session.context().clock().instant());
            session.context().metrics().delivered(age);
            return session.listening();
        }
        if (!session.listening()) {
            return false;
        }
        if (session.sendIfRoom(frame)) {
            replayed++;
            return true;
        }
        paused = true;
        sent = entry.seq() - 1;
        close();
        return false;
    }

    /// @return whether the conversation's state is another now
    private boolean follow(Entry entry) {
        switch (entry.kind()) {
            case CLOSED -> {
                open = false;
                if (live) {
                    session.closed(id, chatflow, entry.actor() instanceof Actor.Agent);
                }
            }
            case OPENED -> open = true;
            case UNASSIGNED -> assignee = null;
            case ASSIGNED -> {
                var agent = entry.data().get("agent");
                assignee = agent == null ? null : AgentId.of(agent);
            }
            case MESSAGE, COMMENT, JOINED, LEFT, CONSENT, EMAIL, SURVEY, REDACTED -> {
                return false;
            }
        }
        return true;
    }

    private void caughtUp(long head) {
        if (paused) {
            return;
        }
        live = true;
        session.context().metrics().resumed("live", replayed);
        session.send(new ServerFrame.Live(id, Stream.PUBLIC, Math.max(head, sent)));
        waits(open && assignee == null);
        talk.stateChanged();
    }

    private void typing(Actor actor) {
        boolean wanted = session.context().rush().pressure().get().allowsEphemera();
        if (wanted && !(actor instanceof Actor.Visitor)) {
            var view = Names.ofActor(actor, session.portal().snapshot(), chatflow(), alias);
            var _ = session.send(new ServerFrame.Typing(id, view), Overflow.DROP_NEWEST);
        }
    }

    /// As the visitor may see it: names by the chatflow's rules, no internal ids or reasons.
    private ServerFrame.Logged rendered(Entry entry) {
        var portal = session.portal().snapshot();
        var actor = Names.ofActor(entry.actor(), portal, chatflow(), alias);
        boolean own =
                entry.actor() instanceof Actor.Visitor(var visitor)
                        && visitor.equals(session.visitor());
        return new ServerFrame.Logged(
                entry.conversation(),
                entry.stream(),
                entry.seq(),
                entry.id(),
                entry.kind(),
                actor,
                body(entry, portal),
                data(entry),
                entry.at(),
                own ? entry.cmid() : null);
    }

    /// Under an alias no link leads to an agent's own page (D5, HDR-10).
    private String body(Entry entry, PortalSnapshot portal) {
        return alias != null && entry.actor() instanceof Actor.Agent
                ? MeetingLinks.removed(entry.body(), portal.extras().settings().meetingHosts())
                : entry.body();
    }

    private Map<String, String> data(Entry entry) {
        return switch (entry.kind()) {
            case ASSIGNED, JOINED, LEFT -> named(entry);
            case MESSAGE, COMMENT, UNASSIGNED, OPENED, CLOSED -> Map.of();
            case CONSENT, EMAIL, SURVEY, REDACTED -> entry.data();
        };
    }

    private Map<String, String> named(Entry entry) {
        var agent = entry.data().get("agent");
        if (agent == null) {
            return Map.of();
        }
        var actor = new Actor.Agent(AgentId.of(agent));
        var name = Names.ofActor(actor, session.portal().snapshot(), chatflow(), alias).name();
        return name == null ? Map.of() : Map.of("name", name);
    }

    private @Nullable Chatflow chatflow() {
        return chatflow == null ? null : session.portal().snapshot().chatflow(chatflow);
    }

    /// Hears one watch of the feed and hops to the event loop. A closed one is deaf: what it has on
    /// the way is of an earlier time.
    private final class Ear implements Feeds.Watcher {
        private Feeds.@Nullable Watch watch;
        private boolean deaf;

        void has(long seq) {
            if (watch != null) {
                watch.has(seq);
            }
        }

        void close() {
            deaf = true;
            if (watch != null) {
                watch.close();
            }
        }

        @Override
        public void entries(List<Entry> entries) {
            hop(() -> Attachment.this.entries(entries));
        }

        @Override
        public void live(long head) {
            hop(() -> caughtUp(head));
        }

        @Override
        public void reset(long from, String reason) {
            hop(() -> {
                session.context().metrics().reset(reason);
                session.send(new ServerFrame.Reset(id, Stream.PUBLIC, reason, from));
                sent = from;
            });
        }

        @Override
        public void typing(Actor actor) {
            hop(() -> Attachment.this.typing(actor));
        }

        private void hop(Runnable task) {
            session.loop()
                    .execute(() -> {
                        if (!deaf && session.listening()) {
                            task.run();
                        }
                    });
        }
    }
}
