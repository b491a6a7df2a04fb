package parley.gateway.session;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.availability.Availability;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.Gates.Text;
import parley.gateway.session.preview.PreviewClaims;
import parley.gateway.session.preview.PreviewTokens.Reason;
import parley.gateway.visitor.EmailAddress;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ClientFrame.Pretence;
import parley.protocol.frame.ConsentKind;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.NackCode;
import parley.protocol.frame.ServerFrame;

/// A connection that shows a draft to its editor (P1): the draft is decided for, whatever its
/// targeting says, and whoever looks at it is nobody. What is answered is kept here, as long as the
/// connection lives; nothing is stored, counted or told to anybody. Confined to the connection's
/// event loop.
final class Preview {
    private final VisitorSession session;
    private final PreviewClaims claims;
    private final @Nullable Pretence as;
    private final Searching searching;
    private final int endsAt;
    private Standing standing = Standing.UNKNOWN;
    private @Nullable Stage stage;

    /// @param as what is pretended of the team; null for nothing
    Preview(VisitorSession session, PreviewClaims claims, @Nullable Pretence as) {
        this.session = session;
        this.claims = claims;
        this.as = as;
        this.searching = new Searching(session);
        var left = Duration.between(session.context().clock().instant(), claims.until());
        this.endsAt = session.loop().now() + SessionLoop.ticks(left) + 1;
    }

    /// A portal that has the draft and nothing else to show.
    ///
    /// @param of the portal as it is
    private record Stage(PortalSnapshot of, PortalSnapshot portal, Chatflow draft) {}

    /// What `ready` says of it.
    ServerFrame.Preview view() {
        return new ServerFrame.Preview(claims.until(), claims.unsaved() == null);
    }

    Standing standing() {
        return standing;
    }

    /// When it ends, in ticks of the loop.
    int endsAt() {
        return endsAt;
    }

    /// Why there is nothing to show any more; null while there is.
    @Nullable Reason over() {
        var portal = session.portal().snapshot();
        var editor = portal.agentState(claims.editor());
        if (!session.context().clock().instant().isBefore(claims.until())) {
            return Reason.EXPIRED;
        }
        if (editor == null || !editor.agent().active()) {
            return Reason.FORBIDDEN;
        }
        var stored = portal.chatflow(claims.chatflow());
        if (stored == null) {
            return Reason.GONE;
        }
        stage = stage == null ? stage(portal, claims.draft(stored)) : stage;
        return null;
    }

    /// Asked while it is not over.
    Decision decided(Asker asker) {
        var now = stage();
        return session.context().decisions().draft(now.portal, now.draft, availability(now), asker);
    }

    /// What visitors say, answered as to a visitor.
    ///
    /// @return false for what means the same in a preview
    boolean takes(ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Send send -> refuse(send);
            case ClientFrame.Consent consent -> consent(consent);
            case ClientFrame.Contact contact -> contact(contact);
            case ClientFrame.Search search -> search(search);
            case ClientFrame.Sync(var conversation, _, _) ->
                    session.send(
                            new ServerFrame.Failed(ErrorCode.NOT_FOUND, conversation, "preview"));
            case ClientFrame.Survey(var conversation, _) ->
                    session.send(
                            new ServerFrame.Failed(ErrorCode.NOT_FOUND, conversation, "preview"));
            case ClientFrame.Identify _ -> failed(ErrorCode.FORBIDDEN, "identify: in a preview");
            case ClientFrame.Cursor _, ClientFrame.Typing _, ClientFrame.Opened _ -> {}
            case ClientFrame.Connect _,
                    ClientFrame.PageViewed _,
                    ClientFrame.Ping _,
                    ClientFrame.Bye _ -> {
                return false;
            }
        }
        return true;
    }

    /// As a visitor's, up to the point where it would be stored.
    private void refuse(ClientFrame.Send send) {
        var metrics = session.context().metrics();
        int waitMs = session.context().limits().take(session.visitor());
        if (waitMs > 0) {
            metrics.limited("sends");
            nack(send, NackCode.RATE_LIMITED, waitMs);
            return;
        }
        var gates = gates();
        var gate = gates == null ? null : gates.refusal(standing, true);
        nack(send, gate == null ? NackCode.PREVIEW : gate, null);
    }

    private void nack(ClientFrame.Send send, NackCode code, @Nullable Integer retryMs) {
        session.context().metrics().nacked(code);
        session.send(new ServerFrame.Nack(send.cmid(), code, retryMs));
    }

    private void consent(ClientFrame.Consent consent) {
        var gates = gates();
        var text = gates == null ? null : gates.text(consent.kind(), consent.textVersion());
        if (text == null) {
            failed(ErrorCode.BAD_REQUEST, "version: not what is asked");
            return;
        }
        standing = after(consent, text);
        session.decideAgain();
    }

    private Standing after(ClientFrame.Consent consent, Text text) {
        if (consent.kind() == ConsentKind.PROCESS) {
            return standing.agreeing(consent.answer() ? text.version() : null);
        }
        var type = text.subscription();
        return type != null && consent.answer() ? standing.subscribing(type) : standing;
    }

    private void contact(ClientFrame.Contact contact) {
        try {
            standing = standing.claiming(EmailAddress.of(contact.email()).value());
        } catch (IllegalArgumentException _) {
            failed(ErrorCode.BAD_REQUEST, "email: name@example.com is expected");
            return;
        }
        session.decideAgain();
    }

    private void search(ClientFrame.Search search) {
        var now = stage();
        if (now.draft.definition().build().knowledgeSearch() && now.portal.extras().searchable()) {
            searching.search(search, now.draft, () -> {});
        } else {
            failed(ErrorCode.FORBIDDEN, "search: not here");
        }
    }

    private @Nullable Gates gates() {
        return stage().portal.gates(claims.chatflow());
    }

    private void failed(ErrorCode code, String message) {
        session.send(new ServerFrame.Failed(code, null, message));
    }

    /// Made anew when the portal changed; the last one once the chatflow is gone, until that is
    /// told.
    private Stage stage() {
        var portal = session.portal().snapshot();
        var made = stage;
        var stored = portal.chatflow(claims.chatflow());
        if (made != null && (made.of == portal || stored == null)) {
            return made;
        }
        if (stored == null) {
            throw new IllegalStateException("over before it began");
        }
        var fresh = stage(portal, claims.draft(stored));
        stage = fresh;
        return fresh;
    }

    private static Stage stage(PortalSnapshot portal, Chatflow draft) {
        var facts = portal.facts();
        return new Stage(
                portal,
                PortalSnapshot.of(
                        new PortalFacts(
                                facts.portal(),
                                List.of(draft),
                                facts.inboxes(),
                                facts.staff(),
                                facts.extras()),
                        portal.at()),
                draft);
    }

    /// @return null if the draft's inbox is gone
    private @Nullable Availability availability(Stage now) {
        var inbox = now.portal.inbox(now.draft.inbox());
        var real = now.portal.availability(now.draft.id());
        if (inbox == null || real == null || as == null) {
            return real;
        }
        return switch (as) {
            case AVAILABLE -> Availability.asIfAvailable(inbox.channel());
            case AWAY -> Availability.asIfAway(inbox.channel(), now.portal.at());
            case FULL -> Availability.asIfFull(inbox.channel());
        };
    }
}
