package parley.gateway.edge.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parley.gateway.access.Command;
import parley.gateway.access.Principal;
import parley.gateway.availability.Inbox;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.ConversationStore.Query;
import parley.gateway.conversation.ConversationStore.View;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.ServerFrame.InboxName;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// The inbox lists of one session: whole at first, then row by row. Rows are state: a row that is
/// sent twice does no harm, one that was missed is mended by the next. Confined to the event loop
/// but for [#row].
final class Lists implements InboxFeeds.Reader {
    private static final int ROWS = 200;
    private static final int REMEMBERED = 2_000;

    private final AgentSession session;
    private final Set<InboxId> inboxes = new LinkedHashSet<>();
    private final Map<ConversationId, Long> read =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Lists(AgentSession session) {
        this.session = session;
    }

    /// The inboxes that the agent may see.
    List<InboxName> names(Desk.View view) {
        return view.inboxes().values().stream()
                .filter(it -> session.mayInInbox(Command.READ_INBOX, it.id()))
                .sorted(Comparator.comparing(Inbox::name))
                .map(it -> new InboxName(it.id(), it.name()))
                .toList();
    }

    /// Sends these lists and keeps them up to date.
    void open(List<InboxId> wanted) {
        for (var inbox : wanted) {
            if (!session.view().inboxes().containsKey(inbox)
                    || !session.mayInInbox(Command.LIST_THREADS, inbox)) {
                session.fail(ErrorCode.NOT_FOUND, null, "inbox " + inbox);
            } else if (inboxes.add(inbox)) {
                session.node().lists().join(session.who().portal(), inbox, this);
                load(inbox);
            }
        }
    }

    /// Sends all lists again.
    void reload() {
        inboxes.forEach(this::load);
    }

    /// Takes away what the agent may not see any more.
    void reauthorise() {
        for (var inbox : List.copyOf(inboxes)) {
            if (!session.mayInInbox(Command.LIST_THREADS, inbox)) {
                inboxes.remove(inbox);
                session.node().lists().leave(inbox, this);
                session.peer().send(new ServerFrame.Heads(inbox, 0, List.of()));
            }
        }
    }

    void cursor(AgentFrame.Cursor it) {
        var who = session.who();
        session.ask(
                session.rooms()
                        .store()
                        .find(who.portal(), it.conversation())
                        .filter(there ->
                                AgentSession.mayInInbox(who, Command.MOVE_CURSOR, there.inbox()))
                        .flatMap(there -> move(who, it).thenReturn(there)),
                there -> {
                    if (it.stream() == Stream.PUBLIC) {
                        read.merge(it.conversation(), it.read(), Math::max);
                        show(there);
                    }
                });
    }

    private Mono<Void> move(Principal who, AgentFrame.Cursor it) {
        return session.rooms()
                .store()
                .cursor(
                        who.portal(),
                        it.conversation(),
                        it.stream(),
                        participant(who),
                        it.delivered(),
                        it.read());
    }

    @Override
    public void row(Conversation row) {
        session.onLoop(() -> show(row));
    }

    void close() {
        inboxes.forEach(it -> session.node().lists().leave(it, this));
        inboxes.clear();
    }

    private void show(Conversation row) {
        if (inboxes.contains(row.inbox())) {
            session.peer().send(new ServerFrame.RowChanged(Views.row(row, readOf(row))));
        }
    }

    private void load(InboxId inbox) {
        var who = session.who();
        var query = new Query(who.portal(), inbox, View.OPEN, who.agent(), null, ROWS);
        session.ask(
                session.rooms()
                        .store()
                        .list(query)
                        .flatMap(rows ->
                                session.rooms()
                                        .cursors()
                                        .read(
                                                who.portal(),
                                                participant(who),
                                                rows.stream().map(Conversation::id).toList())
                                        .map(cursors -> new Page(rows, cursors))),
                page -> sendHeads(inbox, page));
    }

    private void sendHeads(InboxId inbox, Page page) {
        if (!inboxes.contains(inbox)) {
            return;
        }
        page.read().forEach((id, seq) -> read.merge(id, seq, Math::max));
        var rows = new ArrayList<ServerFrame.Row>();
        long version = 0;
        for (var row : page.rows()) {
            rows.add(Views.row(row, readOf(row)));
            version += row.head() + row.internalHead();
        }
        session.peer().send(new ServerFrame.Heads(inbox, version, rows));
    }

    private long readOf(Conversation row) {
        return read.getOrDefault(row.id(), 0L);
    }

    private static String participant(Principal who) {
        return "a:" + who.agent();
    }

    private record Page(List<Conversation> rows, Map<ConversationId, Long> read) {
        Page {
            rows = List.copyOf(rows);
            read = new HashMap<>(read);
        }
    }
}
