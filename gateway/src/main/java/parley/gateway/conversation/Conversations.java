package parley.gateway.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.fanout.Broker;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// What can be done with a conversation: stores first, then tells the other nodes. The `Mono`s
/// answer when PostgreSQL has committed; nobody waits for Redis.
public final class Conversations {
    private final ConversationStore store;
    private final Broker broker;
    private final Feeds feeds;

    public Conversations(ConversationStore store, Broker broker, Feeds feeds) {
        this.store = store;
        this.broker = broker;
        this.feeds = feeds;
    }

    /// Appends a message or a comment. An agent's message into an unassigned conversation also
    /// takes it.
    public Mono<Posted> post(Append append) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Appends a visitor's message that names no conversation.
    public Mono<Posted> start(Start start) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Assigns by hand.
    ///
    /// @return the entries stored; empty `Mono` if there is no such conversation
    public Mono<List<Entry>> assign(
            PortalId portal, ConversationId conversation, @Nullable AgentId to, AgentId by) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Closes.
    public Mono<List<Entry>> close(PortalId portal, ConversationId conversation, AgentId by) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Opens again.
    public Mono<List<Entry>> reopen(PortalId portal, ConversationId conversation, AgentId by) {
        throw new UnsupportedOperationException("written by the store work package");
    }

    /// Tells the other participants that somebody types; lost without regret.
    public Mono<Void> typing(ConversationId conversation, Actor actor) {
        throw new UnsupportedOperationException("written by the store work package");
    }
}
