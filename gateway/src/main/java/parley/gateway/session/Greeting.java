package parley.gateway.session;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.conversation.Conversation;
import parley.gateway.visitor.VisitorClaims.Subject;
import parley.gateway.visitor.VisitorTokens;
import parley.gateway.visitor.VisitorTokens.Verdict;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.FrameEncoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.VisitorId;

/// From `connect` to `ready`: who the visitor is, and what the visitor has. An anonymous visitor
/// costs no I/O: an id is drawn and a token is signed. Shared by all sessions.
final class Greeting {
    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private static final int PROTOCOL_VERSION = 1;
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
        if (connect.version() != PROTOCOL_VERSION) {
            session.close(CloseCode.VERSION, "version " + PROTOCOL_VERSION + " is spoken here");
        } else if (!connect.portal().equals(session.portal().id())) {
            session.close(CloseCode.FORBIDDEN, "another portal");
        } else if (connect.token() == null) {
            session.context().metrics().authenticated("anonymous");
            session.attaching(new VisitorId(session.context().ids().get()), connect);
            session.ready(List.of(), connect);
        } else {
            judge(session, connect, connect.token(), origin);
        }
    }

    /// What `ready` says, the decision spliced in.
    byte[] ready(
            VisitorSession session,
            List<Conversation> conversations,
            String origin,
            Decision decision) {
        var subject = new Subject(session.portal().id(), session.visitor(), origin);
        var epoch = session.context().talking().epoch();
        var ready =
                new ServerFrame.Ready(
                        PROTOCOL_VERSION,
                        session.tab(),
                        session.visitor(),
                        tokens.mint(subject),
                        Decisions.PENDING,
                        conversations.stream().map(it -> Talk.head(it, epoch)).toList());
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
        var _ =
                session.context()
                        .talking()
                        .store()
                        .ofVisitor(session.portal().id(), visitor, MAX_CONVERSATIONS)
                        .subscribe(
                                it -> session.loop().execute(() -> session.ready(it, connect)),
                                e -> session.loop().execute(() -> failed(session, e)));
    }

    private static void failed(VisitorSession session, Throwable e) {
        LOG.warn("a visitor's conversations could not be read: {}", e.toString());
        session.close(CloseCode.OVERLOADED, "try again");
    }
}
