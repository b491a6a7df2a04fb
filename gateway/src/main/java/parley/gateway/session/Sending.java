package parley.gateway.session;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.chatflow.page.PageView;
import parley.gateway.conversation.Append;
import parley.gateway.conversation.Posted;
import parley.gateway.conversation.Start;
import parley.gateway.session.Lane.Timed;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ClientFrame.Send;
import parley.protocol.frame.NackCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Entry;
import parley.protocol.value.Stream;
import reactor.core.publisher.Mono;

/// From `send` to ack or nack (contract §3). The ack leaves after the commit and never before.
/// Confined to the connection's event loop; the store answers on threads of its own.
final class Sending {
    private static final int RETRY_MS = 1_000;
    private static final int MAX_LANES = 64;

    private final Talk talk;
    private final VisitorSession session;

    /// By conversation; null is the lane of sends that name none.
    private final Map<@Nullable ConversationId, Lane> lanes = new HashMap<>();

    Sending(Talk talk, VisitorSession session) {
        this.talk = talk;
        this.session = session;
    }

    void send(Send send) {
        if (session.leaving()) {
            nack(send.cmid(), NackCode.DRAINING, RETRY_MS);
            return;
        }
        int waitMs = session.context().limits().take(session.visitor());
        if (waitMs > 0) {
            session.context().metrics().limited("sends");
            nack(send.cmid(), NackCode.RATE_LIMITED, waitMs);
            return;
        }
        if (lanes.size() >= MAX_LANES) {
            lanes.values().removeIf(Lane::idle);
        }
        var lane = lanes.computeIfAbsent(send.conversation(), _ -> new Lane());
        var timed = new Timed(send, session.context().metrics().begin());
        switch (lane.enter(timed)) {
            case FIRST -> post(lane, timed);
            case WAITS -> {}
            case BLOCKED -> nack(send.cmid(), NackCode.LANE_BLOCKED, RETRY_MS);
        }
    }

    private void post(Lane lane, Timed timed) {
        var refusal = session.threshold().refusal(timed.send());
        if (refusal == null) {
            pass(lane, timed);
        } else {
            lookTwice(lane, timed);
        }
    }

    /// A gate stands before it, as far as this connection knows: the visitor may have answered in
    /// another tab, and what is stored already must not be refused (contract G8).
    private void lookTwice(Lane lane, Timed timed) {
        var send = timed.send();
        var visitors = session.context().talking().visiting().visitors();
        var portal = session.portal().id();
        var visitor = session.visitor();
        var _ =
                Mono.zip(
                                visitors.standing(portal, visitor),
                                visitors.sentBefore(
                                        portal, visitor, send.cmid(), send.conversation()))
                        .subscribe(
                                it ->
                                        session.loop()
                                                .execute(() ->
                                                        judge(lane, timed, it.getT1(), it.getT2())),
                                e ->
                                        session.loop()
                                                .execute(() ->
                                                        settled(
                                                                lane,
                                                                timed,
                                                                new Posted.Unknown(e.toString()))));
    }

    private void judge(Lane lane, Timed timed, Standing standing, boolean sentBefore) {
        session.reception().knows(standing);
        var refusal = session.threshold().refusal(timed.send());
        if (refusal == null || sentBefore) {
            pass(lane, timed);
            return;
        }
        session.threshold().refused();
        nack(timed.send().cmid(), refusal, null);
        next(lane);
    }

    private void pass(Lane lane, Timed timed) {
        var posted = posted(timed.send());
        if (posted == null) {
            nack(timed.send().cmid(), NackCode.FORBIDDEN, null);
            next(lane);
            return;
        }
        var _ =
                posted.subscribe(
                        it -> session.loop().execute(() -> settled(lane, timed, it)),
                        e ->
                                session.loop()
                                        .execute(() ->
                                                settled(
                                                        lane,
                                                        timed,
                                                        new Posted.Unknown(e.toString()))));
    }

    /// @return null if there is nowhere to send it: nothing was ever shown on this page
    private @Nullable Mono<Posted> posted(Send send) {
        var conversations = session.context().talking().conversations();
        var portal = session.portal().id();
        if (send.conversation() != null) {
            var actor = new Actor.Visitor(session.visitor());
            return conversations.post(
                    new Append(
                            portal,
                            send.conversation(),
                            Stream.PUBLIC,
                            actor,
                            send.cmid(),
                            send.text()));
        }
        var decision = session.decision();
        if (decision == null || decision.inbox() == null) {
            return null;
        }
        return conversations.start(
                new Start(
                        portal,
                        decision.inbox(),
                        session.visitor(),
                        decision.chatflow(),
                        PageView.of(session.url()).url(),
                        send.cmid(),
                        send.text(),
                        send.fresh(),
                        session.threshold().terms()));
    }

    private void settled(Lane lane, Timed timed, Posted posted) {
        var cmid = timed.send().cmid();
        switch (posted) {
            case Posted.Stored(var entry, _, _, _) -> {
                if (entry.seq() == 1) {
                    session.threshold().started();
                }
                ack(timed, entry, false);
            }
            case Posted.Duplicate(var entry, _) -> ack(timed, entry, true);
            case Posted.CmidConflict _ -> nack(cmid, NackCode.CMID_CONFLICT, null);
            case Posted.NotFound _ -> nack(cmid, NackCode.NOT_FOUND, null);
            case Posted.Closed _ -> nack(cmid, NackCode.CLOSED, null);
            case Posted.TooFast(var retry) ->
                    nack(cmid, NackCode.RATE_LIMITED, Math.clamp(retry.toMillis(), 1, 60_000));
            case Posted.Unknown _ -> {
                nack(cmid, NackCode.UNAVAILABLE, RETRY_MS);
                lane.unknown(cmid)
                        .forEach(it -> nack(it.send().cmid(), NackCode.LANE_BLOCKED, RETRY_MS));
                lastOneOut();
                return;
            }
        }
        next(lane);
    }

    boolean settled() {
        return lanes.values().stream().noneMatch(Lane::busy);
    }

    private void next(Lane lane) {
        var next = lane.settled();
        if (next != null && session.listening()) {
            post(lane, next);
        }
        lastOneOut();
    }

    private void lastOneOut() {
        session.lull();
        if (session.leaving()) {
            session.leave();
        }
    }

    private void ack(Timed timed, Entry entry, boolean duplicate) {
        session.context().metrics().acked(timed.since(), duplicate);
        if (!session.listening()) {
            return;
        }
        session.send(
                new ServerFrame.Ack(
                        timed.send().cmid(), entry.conversation(), entry.seq(), entry.at()));
        talk.joined(entry.conversation());
    }

    private void nack(ClientMessageId cmid, NackCode code, @Nullable Integer retryMs) {
        session.context().metrics().nacked(code);
        session.send(new ServerFrame.Nack(cmid, code, retryMs));
    }
}
