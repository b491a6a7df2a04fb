package parley.gateway.session;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Conversation;
import parley.gateway.conversation.StoreUnavailable;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.IdentificationTokens;
import parley.gateway.visitor.IdentificationTokens.Verdict.Proven;
import parley.gateway.visitor.IdentificationTokens.Verdict.Refused;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.Standing;
import parley.gateway.visitor.VisitorClaims.Subject;
import parley.gateway.visitor.VisitorTokens;
import parley.gateway.visitor.VisitorTokens.Verdict;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.Versions;
import parley.protocol.value.VisitorId;
import reactor.core.publisher.Mono;

/// From `connect` to `ready`: who the visitor is, and what the visitor has. An anonymous visitor
/// costs no I/O: an id is drawn and a token is signed. Shared by all sessions.
final class Greeting {
    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private static final int MAX_CONVERSATIONS = 20;

    private final VisitorTokens tokens;
    private final FrameEncoder encoder;

    Greeting(VisitorTokens tokens, FrameEncoder encoder) {
        this.tokens = tokens;
        this.encoder = encoder;
    }

    /// Lets the visitor in, or closes.
    ///
    /// @param origin of the page
    void connect(VisitorSession session, ClientFrame.Connect connect, String origin) {
        if (!Versions.SPOKEN.meet(connect.version())) {
            session.close(CloseCode.VERSION, Versions.SPOKEN + " is spoken here");
        } else if (!connect.portal().equals(session.portal().id())) {
            session.close(CloseCode.FORBIDDEN, "another portal");
        } else if (connect.preview() != null) {
            preview(session, connect, connect.preview());
        } else if (connect.identity() != null) {
            identify(session, connect, connect.identity(), origin);
        } else if (connect.token() == null) {
            anonymous(session, connect);
        } else {
            judge(session, connect, connect.token(), origin);
        }
    }

    /// Whoever looks at a draft is nobody: an id is drawn for the faces' lot, and no token signed.
    private static void preview(
            VisitorSession session, ClientFrame.Connect connect, ClientFrame.Preview asked) {
        session.attaching(new VisitorId(session.context().ids().get()), connect);
        var _ =
                session.context()
                        .talking()
                        .visiting()
                        .previews()
                        .judge(asked.token(), session.portal().id())
                        .subscribe(
                                it -> session.hop(() -> preview(session, it, asked)),
                                e -> session.hop(() -> failed(session, e)));
    }

    private static void preview(
            VisitorSession session, PreviewTokens.Verdict verdict, ClientFrame.Preview asked) {
        switch (verdict) {
            case PreviewTokens.Verdict.Valid(var claims) ->
                    session.previews(new Preview(session, claims, asked.as()));
            case PreviewTokens.Verdict.Refused(var reason) -> session.previewEnds(reason);
        }
    }

    private static void anonymous(VisitorSession session, ClientFrame.Connect connect) {
        session.context().metrics().authenticated("anonymous");
        session.attaching(new VisitorId(session.context().ids().get()), connect);
        session.loop().newcomers().come(session, () -> session.ready(List.of(), connect.resume()));
    }

    /// A proof that is not good leaves the visitor anonymous: what the browser holds of an earlier
    /// visitor may be the one that was proven then (IDN-02, IDN-03).
    private void identify(
            VisitorSession session,
            ClientFrame.Connect connect,
            ClientFrame.Identity told,
            String origin) {
        var identity = judged(session, told.token(), told.email());
        switch (identity) {
            case Refused refused -> {
                anonymous(session, connect);
                tell(session, refused);
            }
            case Proven(var who) -> {
                var token = connect.token();
                var browser =
                        token != null
                                        && tokens.judge(token, session.portal().id(), origin)
                                                instanceof Verdict.Valid(var claims)
                                ? claims.subject().visitor()
                                : new VisitorId(session.context().ids().get());
                session.attaching(browser, connect);
                become(session, browser, who);
            }
        }
    }

    /// Who a visitor is by this proof; null if it is not good, and the peer is told so.
    @Nullable Identity proven(VisitorSession session, String token, @Nullable String email) {
        return switch (judged(session, token, email)) {
            case Proven(var who) -> who;
            case Refused refused -> {
                tell(session, refused);
                yield null;
            }
        };
    }

    private static IdentificationTokens.Verdict judged(
            VisitorSession session, String token, @Nullable String email) {
        var portal = session.portal();
        var verdict =
                session.context()
                        .talking()
                        .visiting()
                        .identification()
                        .judge(token, portal.id(), portal.snapshot().extras().keys(), email);
        session.context()
                .metrics()
                .authenticated(
                        verdict instanceof Refused(var reason)
                                ? "identity_" + reason.wireName()
                                : "identified");
        return verdict;
    }

    private static void tell(VisitorSession session, Refused refused) {
        session.send(
                new ServerFrame.Failed(
                        ErrorCode.IDENTIFICATION_FAILED,
                        null,
                        "identity: " + refused.reason().wireName()));
    }

    /// The session goes on as the person who was proven.
    ///
    /// @param browser whom it was so far
    void become(VisitorSession session, VisitorId browser, Identity identity) {
        var talking = session.context().talking();
        var visitors = talking.visiting().visitors();
        var portal = session.portal().id();
        if (!session.context().portalLimits().record(portal)) {
            session.close(CloseCode.OVERLOADED, "try again");
            return;
        }
        var lookUp =
                visitors.identify(portal, browser, identity)
                        .doOnNext(it ->
                                it.told()
                                        .forEach(one ->
                                                talking.conversations()
                                                        .told(portal, one.inbox(), one.entry())))
                        .flatMap(it ->
                                Mono.zip(
                                        Mono.just(it.visitor()),
                                        visitors.standing(portal, it.visitor()),
                                        talking.store()
                                                .ofVisitor(
                                                        portal, it.visitor(), MAX_CONVERSATIONS)))
                        .doOnNext(it ->
                                session.loop()
                                        .execute(() ->
                                                session.becomes(
                                                        it.getT1(), it.getT2(), it.getT3())));
        inTurn(session, lookUp.then(), e -> notIdentified(session, e));
    }

    /// Before `ready` there is no visitor without it; later the old one goes on.
    private static void notIdentified(VisitorSession session, Throwable e) {
        if (session.wasReady()) {
            LOG.warn("a visitor could not be identified: {}", e.toString());
            session.send(new ServerFrame.Failed(ErrorCode.UNAVAILABLE, null, "identify"));
            session.release();
        } else {
            failed(session, e);
        }
    }

    /// What `ready` says, the decision spliced in.
    byte[] ready(
            VisitorSession session,
            List<Conversation> conversations,
            String origin,
            Decision decision) {
        var preview = session.preview();
        var subject = new Subject(session.portal().id(), session.visitor(), origin);
        var epoch = session.context().talking().epoch();
        var ready =
                new ServerFrame.Ready(
                        Versions.SPOKEN.newest(),
                        session.tab(),
                        session.visitor(),
                        preview == null ? tokens.mint(subject) : null,
                        Decisions.PENDING,
                        conversations.stream().map(it -> Talk.head(it, epoch)).toList(),
                        preview == null ? null : preview.view());
        return encoder.ready(ready, decision.json());
    }

    private void judge(
            VisitorSession session, ClientFrame.Connect connect, String token, String origin) {
        var metrics = session.context().metrics();
        switch (tokens.judge(token, session.portal().id(), origin)) {
            case Verdict.Valid(var claims) -> {
                metrics.authenticated("ok");
                attach(session, claims.subject().visitor(), connect);
            }
            case Verdict.Refused(var reason) -> {
                metrics.authenticated(reason.name().toLowerCase(Locale.ROOT));
                session.close(CloseCode.UNAUTHENTICATED, "token");
            }
            case Verdict.Foreign _ -> {
                metrics.authenticated("foreign");
                session.close(CloseCode.FORBIDDEN, "token of another site");
            }
        }
    }

    /// Only whoever shows a token can have conversations: nobody else costs a query.
    private static void attach(
            VisitorSession session, VisitorId visitor, ClientFrame.Connect connect) {
        session.attaching(visitor, connect);
        var then =
                new Returning.Then(
                        it -> attached(session, it.conversations(), it.standing(), connect),
                        e -> failed(session, e));
        session.context().returning().lookUp(session, visitor, then);
    }

    /// Stores who a visitor is when it is this one's turn.
    ///
    /// @param failed told on the session's loop: of an error, or that the turn came too late
    private static void inTurn(
            VisitorSession session, Mono<Void> lookUp, Consumer<Throwable> failed) {
        var loop = session.loop();
        int until = loop.ticks() + SessionLoop.ticks(Newcomers.PATIENCE);
        var turn =
                Mono.defer(() ->
                                loop.ticks() > until
                                        ? Mono.<Void>error(unavailable("the turn came too late"))
                                        : lookUp)
                        .doOnError(e -> loop.execute(() -> failed.accept(e)));
        if (!session.context().identifying().run(turn)) {
            failed.accept(unavailable("too many are identified"));
        }
    }

    private static StoreUnavailable unavailable(String why) {
        return new StoreUnavailable(why, null);
    }

    private static void attached(
            VisitorSession session,
            List<Conversation> conversations,
            Standing standing,
            ClientFrame.Connect connect) {
        if (!standing.equals(Standing.UNKNOWN)) {
            session.reception().knows(standing);
        }
        session.ready(conversations, connect.resume());
    }

    private static void failed(VisitorSession session, Throwable e) {
        LOG.debug("a visitor could not be looked up: {}", e.toString());
        session.context().metrics().shed("look_up");
        session.close(CloseCode.OVERLOADED, "try again");
    }
}
