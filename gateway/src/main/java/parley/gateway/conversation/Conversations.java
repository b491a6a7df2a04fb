package parley.gateway.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.ConversationStore.Change;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// What can be done with a conversation: stores first, then tells this node's feeds and the other
/// nodes. The `Mono`s answer when PostgreSQL has committed; nobody waits for Redis.
///
/// A visitor's or an agent's message into a closed conversation opens it again first; a comment
/// does not. An agent's message into a conversation that nobody has takes it (CAP-25, CAP-26).
public final class Conversations {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    private final ConversationStore store;
    private final Broker broker;
    private final Feeds feeds;
    private final Errands publishing;

    /// @param publishing runs the publishes; what it refuses is found by seq
    public Conversations(ConversationStore store, Broker broker, Feeds feeds, Errands publishing) {
        this.store = store;
        this.broker = broker;
        this.feeds = feeds;
        this.publishing = publishing;
    }

    /// Appends a message or a comment. An agent's message into an unassigned conversation also
    /// takes it.
    public Mono<Posted> post(Append append) {
        return store.append(append)
                .flatMap(it ->
                        it instanceof Posted.Closed closed
                                ? again(append, closed)
                                : told(append.portal(), it))
                .flatMap(it -> taken(append, it));
    }

    /// Appends a visitor's message that names no conversation.
    public Mono<Posted> start(Start start) {
        return store.start(start).flatMap(it -> told(start.portal(), it));
    }

    /// Assigns by hand.
    ///
    /// @return the entries stored; empty `Mono` if there is no such conversation
    public Mono<List<Entry>> assign(
            PortalId portal, ConversationId conversation, @Nullable AgentId to, AgentId by) {
        return changed(portal, store.assign(portal, conversation, to, by, "by hand"));
    }

    /// Closes.
    public Mono<List<Entry>> close(PortalId portal, ConversationId conversation, AgentId by) {
        return changed(portal, store.close(portal, conversation, by));
    }

    /// Opens again.
    public Mono<List<Entry>> reopen(PortalId portal, ConversationId conversation, AgentId by) {
        return changed(portal, store.reopen(portal, conversation, new Actor.Agent(by)));
    }

    /// Tells the other participants that somebody types; lost without regret.
    public Mono<Void> typing(ConversationId conversation, Actor actor) {
        return Mono.fromRunnable(() ->
                tell(
                        new Topic.OfConversation(conversation),
                        new Event.SomeoneTypes(conversation, actor)));
    }

    private Mono<Posted> again(Append append, Posted closed) {
        var portal = append.portal();
        var conversation = append.conversation();
        return changed(portal, store.reopen(portal, conversation, append.actor()))
                .flatMap(_ -> store.append(append).flatMap(it -> told(portal, it)))
                .defaultIfEmpty(closed)
                .onErrorResume(e -> Mono.just(new Posted.Unknown("reopen: " + e.getMessage())));
    }

    private Mono<Posted> told(PortalId portal, Posted posted) {
        if (posted instanceof Posted.Stored(var entry, var inbox, _)) {
            tell(portal, entry, inbox);
        } else if (posted instanceof Posted.Duplicate(var entry)) {
            tellAgain(portal, entry);
        }
        return Mono.just(posted);
    }

    /// Whoever sends again did not hear that it is stored. When it was stored after its sender had
    /// been told "unknown", nobody did.
    private void tellAgain(PortalId portal, Entry entry) {
        feeds.stored(portal, entry);
        tell(new Topic.OfConversation(entry.conversation()), new Event.EntryStored(entry));
        var _ =
                publishing.run(
                        store.find(portal, entry.conversation())
                                .flatMap(it -> rowChanged(it.inbox(), it.id())));
    }

    /// The message is stored and told; whoever fails to take it now takes it with the next reply.
    private Mono<Posted> taken(Append append, Posted posted) {
        if (append.stream() == Stream.PUBLIC
                && append.actor() instanceof Actor.Agent(var agent)
                && posted instanceof Posted.Stored(_, _, var unassigned)
                && unassigned) {
            var portal = append.portal();
            var conversation = append.conversation();
            return changed(portal, store.takeIfUnassigned(portal, conversation, agent))
                    .onErrorResume(e -> {
                        LOG.warn("a reply did not take its conversation", e);
                        return Mono.empty();
                    })
                    .thenReturn(posted);
        }
        return Mono.just(posted);
    }

    private Mono<List<Entry>> changed(PortalId portal, Mono<Change> change) {
        return change.doOnNext(
                        it -> {
                            if (!it.entries().isEmpty()) {
                                it.entries().forEach(entry -> tell(portal, entry, it.inbox()));
                                tell(portal);
                            }
                        })
                .map(Change::entries);
    }

    private void tell(PortalId portal, Entry entry, InboxId inbox) {
        feeds.stored(portal, entry);
        tell(new Topic.OfConversation(entry.conversation()), new Event.EntryStored(entry));
        var _ = publishing.run(rowChanged(inbox, entry.conversation()));
    }

    private Mono<Void> rowChanged(InboxId inbox, ConversationId conversation) {
        return broker.publish(new Topic.OfInbox(inbox), new Event.RowChanged(inbox, conversation));
    }

    private void tell(PortalId portal) {
        tell(new Topic.OfPortal(portal), new Event.CapacityChanged(portal));
    }

    private void tell(Topic topic, Event event) {
        var _ = publishing.run(broker.publish(topic, event));
    }
}
