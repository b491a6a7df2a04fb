package parley.gateway.session;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.Conversation.Status;
import parley.gateway.session.Decisions.Engaged;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ClientFrame.Resume;
import parley.protocol.frame.ConversationStatus;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.Actor;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;

/// A visitor's conversations on one connection: which are watched, and what the visitor does in
/// them. Confined to the connection's event loop.
final class Talk {
    private static final int MAX_WATCHED = 40;
    private static final int TYPING_PER_SECOND = 2;
    private static final int MAX_PAGE = 200;

    private final VisitorSession session;
    private final Sending sending;
    private final Map<ConversationId, Attachment> attached = new LinkedHashMap<>();
    private final Map<ConversationId, Cursors> cursors = new HashMap<>();
    private final Rate typing = new Rate();
    private @Nullable Attachment open;

    Talk(VisitorSession session) {
        this.session = session;
        this.sending = new Sending(this, session);
    }

    /// What `ready` says of a conversation.
    static ServerFrame.Head head(Conversation conversation, String epoch) {
        var status =
                conversation.status() == Status.OPEN
                        ? ConversationStatus.OPEN
                        : ConversationStatus.CLOSED;
        return new ServerFrame.Head(conversation.id(), epoch, conversation.head(), status);
    }

    /// The visitor's conversations, latest first: from now on an open one beats targeting.
    void knows(List<Conversation> conversations) {
        for (var it : conversations) {
            var attachment = new Attachment(session, this, it.id(), it.chatflow(), it.alias());
            attachment.state(it.status() == Status.OPEN, it.assignee());
            attached.put(it.id(), attachment);
        }
        findOpen();
    }

    /// Replays what the tab lacks, then goes on live: what it resumes, and whatever is open.
    void attach(List<Conversation> conversations, List<Resume> resume) {
        var resumed = new LinkedHashMap<ConversationId, Resume>();
        resume.forEach(it -> resumed.putIfAbsent(it.conversation(), it));
        for (var it : conversations) {
            var from = resumed.remove(it.id());
            if (from != null || it.status() == Status.OPEN) {
                watch(it, from);
            }
        }
        for (var unknown : resumed.keySet()) {
            failed(ErrorCode.NOT_FOUND, unknown);
        }
        if (open != null) {
            session.engagementChanged();
        }
    }

    private void watch(Conversation conversation, @Nullable Resume from) {
        var attachment = attached.get(conversation.id());
        if (attachment == null) {
            return;
        }
        var epoch = session.context().talking().epoch();
        if (from == null) {
            attachment.watch(0);
        } else if (from.epoch() != null && !from.epoch().equals(epoch)) {
            attachment.reset("epoch");
        } else if (from.have() > conversation.head()) {
            attachment.reset("ahead");
        } else {
            attachment.watch(from.have());
        }
    }

    // ---- what the visitor does ---------------------------------------------------------------

    Sending sending() {
        return sending;
    }

    /// One page after a seq, as much of it as the peer takes now.
    void sync(ClientFrame.Sync sync) {
        var attachment = attached.get(sync.conversation());
        if (attachment == null) {
            failed(ErrorCode.NOT_FOUND, sync.conversation());
            return;
        }
        var _ =
                session.context()
                        .talking()
                        .store()
                        .read(
                                session.portal().id(),
                                sync.conversation(),
                                Stream.PUBLIC,
                                Math.max(0, sync.after()),
                                Math.clamp(sync.limit(), 1, MAX_PAGE))
                        .subscribe(
                                it -> session.loop().execute(() -> attachment.page(it)),
                                _ ->
                                        session.loop()
                                                .execute(() ->
                                                        failed(
                                                                ErrorCode.UNAVAILABLE,
                                                                sync.conversation())));
    }

    /// Never beyond what was sent here; merged forwards by the store.
    void cursor(ClientFrame.Cursor cursor) {
        var attachment = attached.get(cursor.conversation());
        if (attachment == null) {
            failed(ErrorCode.NOT_FOUND, cursor.conversation());
            return;
        }
        long most = attachment.sent();
        cursors.computeIfAbsent(
                        cursor.conversation(),
                        it -> new Cursors(session, it, "v:" + session.visitor()))
                .move(Math.clamp(cursor.delivered(), 0, most), Math.clamp(cursor.read(), 0, most));
    }

    /// Twice a second at most; the rest is dropped.
    void typing(ConversationId conversation) {
        if (!attached.containsKey(conversation)) {
            return;
        }
        if (!typing.take(session.loop().now() / Link.TICKS_PER_SECOND, TYPING_PER_SECOND)) {
            session.context().metrics().limited("typing");
            return;
        }
        if (!session.context().rush().pressure().get().allowsEphemera()) {
            session.context().metrics().shed("typing");
            return;
        }
        var _ =
                session.context()
                        .talking()
                        .conversations()
                        .typing(conversation, new Actor.Visitor(session.visitor()))
                        .subscribe(_ -> {}, _ -> {});
    }

    /// Heads of the conversations in which the peer holds less than was sent.
    Map<ConversationId, Long> behind(Map<ConversationId, Long> have) {
        var heads = new LinkedHashMap<ConversationId, Long>();
        have.forEach((id, seq) -> {
            var attachment = attached.get(id);
            if (attachment == null) {
                return;
            }
            attachment.has(seq);
            if (attachment.sent() > seq) {
                heads.put(id, attachment.sent());
            }
        });
        return heads;
    }

    // ---- what happens to it ------------------------------------------------------------------

    /// A message of the visitor's went into this conversation: it is watched from now on.
    void joined(ConversationId conversation) {
        if (attached.containsKey(conversation)) {
            return;
        }
        var decision = session.decision();
        var chatflow = decision == null ? null : decision.chatflow();
        var flow = chatflow == null ? null : session.portal().snapshot().chatflow(chatflow);
        var attachment = new Attachment(session, this, conversation, chatflow, Names.alias(flow));
        attachment.state(true, null);
        makeRoom();
        attached.put(conversation, attachment);
        attachment.watch(0);
        stateChanged();
    }

    /// A conversation was opened, closed or assigned.
    void stateChanged() {
        var before = open;
        findOpen();
        if ((before == null) != (open == null)) {
            session.engagementChanged();
        } else {
            session.decideAgain();
        }
    }

    /// The chatflow that a conversation of the visitor's began in; null if there is none.
    @Nullable ChatflowId began(ConversationId conversation) {
        var attachment = attached.get(conversation);
        return attachment == null ? null : attachment.began();
    }

    /// What is watched here, and how far it was sent: for a connection that goes on as another
    /// visitor.
    List<Resume> held() {
        return attached.values().stream()
                .filter(Attachment::watched)
                .map(it -> new Resume(it.id(), it.sent(), null))
                .toList();
    }

    boolean knows(ConversationId conversation) {
        return attached.containsKey(conversation);
    }

    /// The open conversation, which beats targeting; null if there is none.
    @Nullable Engaged engaged() {
        return open == null ? null : open.engaged();
    }

    /// The peer takes bytes again.
    void writable() {
        List.copyOf(attached.values()).forEach(Attachment::writable);
    }

    /// Whether no send is under way.
    boolean settled() {
        return sending.settled();
    }

    void close() {
        attached.values().forEach(Attachment::close);
        attached.clear();
    }

    void failed(ErrorCode code, ConversationId conversation) {
        session.send(new ServerFrame.Failed(code, conversation, null));
    }

    private void findOpen() {
        open = attached.values().stream().filter(Attachment::isOpen).findFirst().orElse(null);
    }

    private void makeRoom() {
        if (attached.size() >= MAX_WATCHED) {
            var oldest = attached.values().iterator().next();
            oldest.close();
            attached.remove(oldest.id());
        }
    }
}
