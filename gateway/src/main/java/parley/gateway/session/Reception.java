package parley.gateway.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.report.store.Counters.What;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.Standing;
import parley.gateway.visitor.store.Visitors.Answered;
import parley.gateway.visitor.store.Visitors.Told;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ConsentKind;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Who the visitor is and what the visitor answers, beside messages: consents and an address here,
/// surveys in [Surveying], questions to the knowledge base in [Searching]. Made when there is
/// something to know. Confined to the connection's event loop.
///
/// What changes the standing holds back what the peer says next until it is stored: a message right
/// behind an answer finds the gate open.
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private static final int WINDOW_TICKS = 5 * Link.TICKS_PER_SECOND;
    private static final int RECORDS_A_WINDOW = 10;

    private final VisitorSession session;
    private final Searching searching;
    private final Surveying surveying;
    private final Rate records = new Rate();
    private Standing standing = Standing.UNKNOWN;

    Reception(VisitorSession session) {
        this.session = session;
        this.searching = new Searching(session);
        this.surveying = new Surveying(session, this::mayRecord);
    }

    Standing standing() {
        return standing;
    }

    void knows(Standing known) {
        standing = known;
    }

    // ---- answers -----------------------------------------------------------------------------

    void consent(ClientFrame.Consent consent) {
        var gates = session.threshold().gates();
        var text = gates == null ? null : gates.text(consent.kind(), consent.textVersion());
        if (text == null) {
            failed(ErrorCode.BAD_REQUEST, null, "version: not what is asked");
            return;
        }
        if (consent.kind() == ConsentKind.COOKIE && !consent.answer()) {
            return; // who refuses to be recognised leaves no record (PRV-05)
        }
        if (mayRecord()) {
            var answered =
                    new Answered(
                            consent.kind().wireName(),
                            text.version(),
                            text.text(),
                            consent.answer(),
                            text.subscription(),
                            session.origin());
            changes(visiting().visitors().consent(portal(), session.visitor(), answered));
        }
    }

    void contact(ClientFrame.Contact contact) {
        EmailAddress email;
        try {
            email = EmailAddress.of(contact.email());
        } catch (IllegalArgumentException _) {
            failed(ErrorCode.BAD_REQUEST, null, "email: name@example.com is expected");
            return;
        }
        if (mayRecord()) {
            changes(visiting().visitors().email(portal(), session.visitor(), email));
        }
    }

    /// Known again after something changed elsewhere.
    void lookAgain() {
        var _ =
                visiting()
                        .visitors()
                        .standing(portal(), session.visitor())
                        .subscribe(
                                it -> session.hop(() -> changed(it)),
                                e -> LOG.warn("a visitor's standing is old: {}", e.toString()));
    }

    /// The browser forgets the visitor: the agents are told; nobody is left to hear of a failure.
    void forgotten() {
        var _ =
                visiting()
                        .visitors()
                        .forgotten(portal(), session.visitor())
                        .subscribe(
                                this::tell,
                                e -> LOG.warn("a reset was not noted: {}", e.toString()));
    }

    private void changes(Mono<List<Told>> change) {
        session.hold();
        var visitor = session.visitor();
        var _ =
                change.doOnNext(this::tell)
                        .then(Mono.defer(() -> visiting().visitors().standing(portal(), visitor)))
                        .subscribe(
                                it ->
                                        session.hop(() -> {
                                            standing = it;
                                            session.release();
                                        }),
                                e ->
                                        session.hop(() -> {
                                            LOG.warn("an answer was not stored: {}", e.toString());
                                            failed(ErrorCode.UNAVAILABLE, null, "try again");
                                            session.release();
                                        }));
    }

    private void changed(Standing now) {
        standing = now;
        session.decideAgain();
    }

    private void tell(List<Told> told) {
        told.forEach(it ->
                session.context().talking().conversations().told(portal(), it.inbox(), it.entry()));
    }

    // ---- knowledge base, surveys --------------------------------------------------------------

    Surveying surveys() {
        return surveying;
    }

    void search(ClientFrame.Search search) {
        var chatflow = session.threshold().searchable();
        if (chatflow == null) {
            failed(ErrorCode.FORBIDDEN, null, "search: not here");
            return;
        }
        searching.search(
                search,
                chatflow,
                () -> visiting().counters().count(portal(), chatflow.id(), What.SEARCHED));
    }

    // ---- inside ------------------------------------------------------------------------------

    private boolean mayRecord() {
        int window = session.loop().now() / WINDOW_TICKS;
        if (records.take(window, RECORDS_A_WINDOW)
                && session.context().portalLimits().record(portal())) {
            return true;
        }
        session.context().metrics().limited("records");
        failed(ErrorCode.RATE_LIMITED, null, "too often");
        return false;
    }

    private void failed(ErrorCode code, @Nullable ConversationId conversation, String message) {
        session.send(new ServerFrame.Failed(code, conversation, message));
    }

    private Visiting visiting() {
        return session.context().talking().visiting();
    }

    private PortalId portal() {
        return session.portal().id();
    }
}
