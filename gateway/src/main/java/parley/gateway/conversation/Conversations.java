package parley.gateway.conversation;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.ConversationStore.Change;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.TeamId;
import reactor.core.publisher.Mono;

/// What can be done with a conversation: stores first, then tells this node's feeds and the other
/// nodes. The `Mono`s answer when PostgreSQL has committed; nobody waits for Redis.
///
/// A visitor's or an agent's message into a closed conversation opens it again first; a comment
/// does not. What a visitor begins or opens again stands in the queue from then on. An agent's
/// message into a conversation that nobody has takes it (CAP-25, CAP-26).
public final class Conversations {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    private final ConversationStore store;
    private final Appends appends;
    private final Feeds feeds;
    private final Bells bells;
    private final Consumer<PortalId> queueChanged;

    /// @param queueChanged is told, on any thread, when somebody joined a portal's queue or has
    ///   room again: [Router#look]
    public Conversations(
            ConversationStore store,
            Appends appends,
            Feeds feeds,
            Bells bells,
            Consumer<PortalId> queueChanged) {
        this.store = store;
        this.appends = appends;
        this.feeds = feeds;
        this.bells = bells;
        this.queueChanged = queueChanged;
    }

    /// Appends a message or a comment. An agent's message into an unassigned conversation also
    /// takes it.
    public Mono<Posted> post(Append append) {
        return appends.append(append)
                .flatMap(it ->
                        it instanceof Posted.Closed closed ? again(append, closed) : Mono.just(it))
                .doOnNext(it -> told(append.portal(), it))
                .flatMap(it -> taken(append, it));
    }

    /// Appends a visitor's message that names no conversation.
    public Mono<Posted> start(Start start) {
        return store.start(start)
                .doOnNext(it -> {
                    told(start.portal(), it);
                    if (it instanceof Posted.Stored(_, _, var unassigned, _) && unassigned) {
                        queueChanged.accept(start.portal());
                    }
                });
    }

    /// Assigns by hand.
    ///
    /// @return the entries stored; empty `Mono` if there is no such conversation
    public Mono<List<Entry>> assign(
            PortalId portal, ConversationId conversation, @Nullable AgentId to, AgentId by) {
        return changed(portal, store.assign(portal, conversation, to, by, "by hand"));
    }

    /// Hands over: to a team, by whose main members it is routed from now on (H20), or to another
    /// inbox, where it waits for whoever takes it; to neither, back into the queue by its rule.
    ///
    /// @return the entries stored; empty `Mono` if there is no such conversation, team or inbox
    public Mono<List<Entry>> transfer(
            PortalId portal,
            ConversationId conversation,
            @Nullable TeamId team,
            @Nullable InboxId inbox,
            AgentId by) {
        return store.find(portal, conversation)
                .flatMap(before ->
                        changed(portal, store.transfer(portal, conversation, team, inbox, by))
                                .doOnNext(_ -> {
                                    if (inbox != null) {
                                        bells.rowChanged(before.inbox(), conversation);
                                    }
                                }));
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
        return Mono.fromRunnable(() -> bells.typing(conversation, actor));
    }

    /// An entry was stored beside this room's own ways: a consent, an address, a survey. Tells it.
    public void told(PortalId portal, InboxId inbox, Entry entry) {
        feeds.stored(portal, entry, inbox);
    }

    private Mono<Posted> again(Append append, Posted closed) {
        var portal = append.portal();
        var conversation = append.conversation();
        return changed(portal, store.reopen(portal, conversation, append.actor()))
                .flatMap(_ -> appends.append(append))
                .defaultIfEmpty(closed)
                .onErrorResume(e -> Mono.just(new Posted.Unknown("reopen: " + e.getMessage())));
    }

    /// Whoever sends again did not hear that it is stored. When it was stored after its sender had
    /// been told "unknown", nobody did.
    private void told(PortalId portal, Posted posted) {
        if (posted instanceof Posted.Stored(var entry, var inbox, _, var back)) {
            feeds.stored(portal, entry, inbox);
            if (back) {
                bells.capacityChanged(portal);
            }
        } else if (posted instanceof Posted.Duplicate(var entry, var inbox)) {
            feeds.stored(portal, entry, inbox);
        }
    }

    /// The message is stored and told; whoever fails to take it now takes it with the next reply.
    private Mono<Posted> taken(Append append, Posted posted) {
        if (append.stream() == Stream.PUBLIC
                && append.actor() instanceof Actor.Agent(var agent)
                && posted instanceof Posted.Stored(_, _, var unassigned, _)
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
                                it.entries()
                                        .forEach(entry -> feeds.stored(portal, entry, it.inbox()));
                                bells.capacityChanged(portal);
                                queueChanged.accept(portal);
                            }
                        })
                .map(Change::entries);
    }
}
