package parley.gateway.edge.agent;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Access;
import parley.gateway.access.Command;
import parley.gateway.access.Principal;
import parley.gateway.access.Resource;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.edge.RateLimit.Rate;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.NackCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.ServerFrame.Ack;
import parley.protocol.frame.ServerFrame.Nack;
import parley.protocol.value.Actor;
import parley.protocol.value.AgentId;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// What one session does to conversations: a lane each. Confined to the event loop.
final class Acts {
    private static final Rate TYPING = new Rate(2, 2);
    private static final int MAX_LANES = 64;

    private final AgentSession session;
    private final Bucket sends;
    private final Bucket typing = TYPING.bucket();
    private final Map<ConversationId, Lane> lanes = new HashMap<>();

    Acts(AgentSession session) {
        this.session = session;
        this.sends = session.node().settings().sends().bucket();
    }

    void send(AgentFrame.Send it) {
        post(it.conversation(), it.cmid(), it.text(), Stream.PUBLIC, Command.REPLY);
    }

    void comment(AgentFrame.Comment it) {
        post(it.conversation(), it.cmid(), it.text(), Stream.INTERNAL, Command.COMMENT);
    }

    /// @param to null: nobody
    void assign(ConversationId conversation, @Nullable AgentId to) {
        var who = session.who();
        change(
                conversation,
                Command.ASSIGN,
                session.rooms()
                        .conversations()
                        .assign(who.portal(), conversation, to, who.agent()));
    }

    void transfer(AgentFrame.Transfer it) {
        var who = session.who();
        change(
                it.conversation(),
                Command.ASSIGN,
                session.rooms()
                        .conversations()
                        .transfer(
                                who.portal(),
                                it.conversation(),
                                it.team(),
                                it.inbox(),
                                who.agent()));
    }

    void close(ConversationId conversation) {
        var who = session.who();
        change(
                conversation,
                Command.CLOSE,
                session.rooms().conversations().close(who.portal(), conversation, who.agent()));
    }

    void reopen(ConversationId conversation) {
        var who = session.who();
        change(
                conversation,
                Command.REOPEN,
                session.rooms().conversations().reopen(who.portal(), conversation, who.agent()));
    }

    /// Only in a conversation that is shown: its inbox is known, so nothing is read.
    void typing(ConversationId conversation) {
        var inbox = session.watches().inboxOf(conversation);
        boolean wanted = session.node().pressure().get().allowsEphemera();
        if (wanted
                && inbox != null
                && session.mayInInbox(Command.TYPE, inbox)
                && typing.tryConsume(1)) {
            var actor = new Actor.Agent(session.who().agent());
            session.run(session.rooms().conversations().typing(conversation, actor));
        }
    }

    private void post(
            ConversationId conversation,
            ClientMessageId cmid,
            MessageText text,
            Stream stream,
            Command command) {
        var wait = sends.tryConsumeAndReturnRemaining(1);
        if (!wait.isConsumed()) {
            var retry = Duration.ofNanos(wait.getNanosToWaitForRefill());
            tell(new Nack(cmid, NackCode.RATE_LIMITED, millis(retry)));
            return;
        }
        var who = session.who();
        var actor = new Actor.Agent(who.agent());
        var append = new Append(who.portal(), conversation, stream, actor, cmid, text);
        var work =
                verdict(conversation, command)
                        .flatMap(it -> post(append, it))
                        .onErrorReturn(new Nack(cmid, NackCode.UNAVAILABLE, null))
                        .map(this::settled);
        var blocked = new Nack(cmid, NackCode.LANE_BLOCKED, null);
        if (!offer(conversation, new Lane.Item(cmid, work, () -> tell(blocked)))) {
            tell(new Nack(cmid, NackCode.RATE_LIMITED, null));
        }
    }

    private Mono<ServerFrame> post(Append append, Access.Verdict verdict) {
        return switch (verdict) {
            case Access.Allowed _ ->
                    session.rooms().conversations().post(append).map(it -> answer(append, it));
            case Access.Forbidden _ -> Mono.just(nack(append, NackCode.FORBIDDEN));
            case Access.Hidden _ -> Mono.just(nack(append, NackCode.NOT_FOUND));
        };
    }

    private static ServerFrame answer(Append append, Posted posted) {
        return switch (posted) {
            case Posted.Stored(var entry, _, _, _) -> ack(append, entry);
            case Posted.Duplicate(var entry, _) -> ack(append, entry);
            case Posted.CmidConflict _ -> nack(append, NackCode.CMID_CONFLICT);
            case Posted.NotFound _ -> nack(append, NackCode.NOT_FOUND);
            case Posted.Closed _ -> nack(append, NackCode.CLOSED);
            case Posted.TooFast(var retry) ->
                    new Nack(append.cmid(), NackCode.RATE_LIMITED, millis(retry));
            case Posted.Unknown _ -> nack(append, NackCode.UNAVAILABLE);
        };
    }

    private static int millis(Duration wait) {
        return Math.clamp(wait.toMillis(), 1, 60_000);
    }

    private static ServerFrame ack(Append append, Entry entry) {
        return new Ack(append.cmid(), append.conversation(), entry.seq(), entry.at());
    }

    private static ServerFrame nack(Append append, NackCode code) {
        return new Nack(append.cmid(), code, null);
    }

    /// Tells the peer; answers whether the outcome is known.
    private boolean settled(ServerFrame frame) {
        session.onLoop(() -> tell(frame));
        return !(frame instanceof Nack(_, var code, _)) || code.definite();
    }

    private void tell(ServerFrame frame) {
        session.node()
                .metrics()
                .sent(frame instanceof Nack(_, var code, _) ? code.wireName() : "ok");
        session.peer().send(frame);
    }

    private void change(ConversationId conversation, Command command, Mono<List<Entry>> change) {
        var work =
                verdict(conversation, command)
                        .flatMap(it -> change(change, it))
                        .onErrorReturn(Changed.UNAVAILABLE)
                        .map(it -> {
                            session.onLoop(() -> tell(conversation, it));
                            return true;
                        });
        if (!offer(conversation, new Lane.Item(null, work, () -> {}))) {
            session.fail(ErrorCode.RATE_LIMITED, conversation, "too much at once");
        }
    }

    private static Mono<Changed> change(Mono<List<Entry>> change, Access.Verdict verdict) {
        return switch (verdict) {
            case Access.Allowed _ ->
                    change.map(_ -> Changed.DONE).defaultIfEmpty(Changed.NOT_FOUND);
            case Access.Forbidden _ -> Mono.just(Changed.FORBIDDEN);
            case Access.Hidden _ -> Mono.just(Changed.NOT_FOUND);
        };
    }

    private void tell(ConversationId conversation, Changed changed) {
        switch (changed) {
            case DONE -> {}
            case FORBIDDEN -> session.fail(ErrorCode.FORBIDDEN, conversation, "not allowed");
            case NOT_FOUND -> session.fail(ErrorCode.NOT_FOUND, conversation, "no such thing");
            case UNAVAILABLE -> session.fail(ErrorCode.UNAVAILABLE, conversation, "try again");
        }
    }

    private enum Changed {
        DONE,
        FORBIDDEN,
        NOT_FOUND,
        UNAVAILABLE
    }

    /// A conversation that is shown costs no look-up.
    private Mono<Access.Verdict> verdict(ConversationId conversation, Command command) {
        var who = session.who();
        var inbox = session.watches().inboxOf(conversation);
        return inbox != null
                ? Mono.just(Access.authorise(who, command, of(who, inbox)))
                : session.rooms()
                        .store()
                        .find(who.portal(), conversation)
                        .map(it -> Access.authorise(who, command, of(who, it.inbox())))
                        .defaultIfEmpty(new Access.Hidden());
    }

    private static Resource of(Principal who, InboxId inbox) {
        return new Resource.OfInbox(who.portal(), inbox);
    }

    private boolean offer(ConversationId conversation, Lane.Item item) {
        if (!lanes.containsKey(conversation) && lanes.size() >= MAX_LANES) {
            lanes.values().removeIf(Lane::idle);
            if (lanes.size() >= MAX_LANES) {
                return false;
            }
        }
        return lanes.computeIfAbsent(conversation, _ -> new Lane(session.peer().loop()))
                .offer(item);
    }
}
