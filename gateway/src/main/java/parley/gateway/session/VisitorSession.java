package parley.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import parley.gateway.conversation.Conversation;
import parley.gateway.report.store.Counters.What;
import parley.gateway.session.Decisions.Asker;
import parley.gateway.session.Decisions.Engaged;
import parley.gateway.session.Outbox.Offered;
import parley.gateway.session.preview.PreviewTokens.Reason;
import parley.gateway.visitor.Identity;
import parley.gateway.visitor.Standing;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.ClientFrame.Resume;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ContactId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.TabId;
import parley.protocol.value.VisitorId;

/// One visitor's connection, from the upgrade to the close (contract §7): connect, then frames,
/// then answers whenever they change. Confined to its event loop.
///
/// It is what an idle widget costs, so it holds nothing that only a conversation needs: that is
/// [Talk], made when there is one.
public final class VisitorSession extends Link {
    private static final int MAX_FRAME_BYTES = 16 * 1024;
    private static final int MAX_UNKNOWN_IN_A_ROW = 20;
    private static final int MAX_EARLY = 16;

    private final String origin;
    private final @Nullable String country;
    private final Rate frames = new Rate();
    private State state = State.AWAITING_CONNECT;
    private @Nullable Browser browser;
    private @Nullable Decision decision;
    private @Nullable Talk talk;
    private @Nullable Reception reception;
    private @Nullable Identity identifying;
    private @Nullable Preview preview;
    private @Nullable Queue<ClientFrame> early;
    private int silence;
    private int lot;
    private byte unknownInARow;
    private short toldHeartbeat;
    private boolean decisionIsStale;

    /// @param origin of the page, normalised
    /// @param country of the browser; null if it is not known
    VisitorSession(
            SessionContext context,
            SessionLoop loop,
            LivePortal portal,
            String origin,
            @Nullable String country,
            Channel channel) {
        super(context, loop, portal, channel);
        this.origin = portal.shared(origin);
        this.country = country == null ? null : portal.shared(country);
        this.silence = SessionLoop.ticks(context.config().connectWithin());
    }

    private enum State {
        AWAITING_CONNECT,
        ATTACHING,
        LIVE,
        LEAVING
    }

    // ---- what the edge tells
    // ---------------------------------------------------------------------

    /// The upgrade is answered.
    public void opened() {
        begin(this);
        hello(heartbeat());
    }

    /// Where the browser is and what it is, in one number: all that is the same on every page view
    /// of who has not written yet. 0 for not known. Before [#opened].
    public void drawnBy(int networkAndAgent) {
        lot = networkAndAgent;
    }

    /// One text message of valid UTF-8.
    public void text(ByteBuf utf8) {
        countFrame();
        if (!frames.take(loop().now() / TICKS_PER_SECOND, context().config().framesPerSecond())) {
            context().metrics().limited("frames");
            close(CloseCode.POLICY, "too many frames");
            return;
        }
        switch (context().wire().decoder().decode(ByteBufUtil.getBytes(utf8))) {
            case Decoded.Malformed<ClientFrame>(var code, var detail) -> {
                context().metrics().malformed("json");
                close(code, detail);
            }
            case Decoded.Frame<ClientFrame>(ClientFrame.Connect connect) -> connect(connect);
            case Decoded<ClientFrame> other when state == State.AWAITING_CONNECT ->
                    close(CloseCode.UNAUTHENTICATED, "connect comes first");
            case Decoded.Frame<ClientFrame>(var frame) -> {
                unknownInARow = 0;
                inOrder(frame);
            }
            case Decoded.Unsupported<ClientFrame> _ -> unsupported();
            case Decoded.Refused<ClientFrame>(var cmid, _, var code) -> {
                context().metrics().nacked(code);
                send(new ServerFrame.Nack(cmid, code, null));
            }
        }
    }

    // ---- connect
    // ---------------------------------------------------------------------------------

    private void connect(ClientFrame.Connect connect) {
        if (state == State.AWAITING_CONNECT) {
            context().greeting().connect(this, connect, origin);
        } else {
            close(CloseCode.MALFORMED, "already connected");
        }
    }

    /// Who it is, is known; what the visitor has, not yet.
    void attaching(VisitorId visitor, ClientFrame.Connect connect) {
        state = State.ATTACHING;
        browser = new Browser(visitor, connect, country, portal(), openedAt());
        silence = twice(Duration.ofSeconds(toldHeartbeat));
        if (lot != 0) {
            browser.drawnBy(lot);
        }
    }

    /// All is known: says so, then replays, then hears what was said meanwhile.
    void ready(List<Conversation> conversations, List<Resume> resume) {
        if (state != State.ATTACHING || !listening()) {
            return;
        }
        state = State.LIVE;
        if (!conversations.isEmpty()) {
            talk().knows(conversations);
        }
        context().tabs().taken(browser().tab(), this);
        var now = decided();
        decision = now;
        var ready = context().greeting().ready(this, conversations, origin, now);
        var _ = send(ready, Overflow.DISCONNECT);
        if (!conversations.isEmpty() || !resume.isEmpty()) {
            talk().attach(conversations, resume);
        }
        surveyOfTheLatest(conversations);
        lookAgain();
        goOn();
    }

    // ---- a draft is looked at
    // ------------------------------------------------------------------------

    /// Shows a draft and makes nobody a visitor.
    void previews(Preview shown) {
        preview = shown;
        context().metrics().authenticated("preview");
        var over = shown.over();
        if (over == null) {
            ready(List.of(), List.of());
        } else {
            previewEnds(over);
        }
    }

    /// The link is not good, or not any more.
    void previewEnds(Reason reason) {
        var why = "preview: " + reason.wireName();
        send(new ServerFrame.Failed(ErrorCode.PREVIEW_ENDED, null, why));
        close(CloseCode.FORBIDDEN, why);
    }

    /// Null for a visitor.
    @Nullable Preview preview() {
        return preview;
    }

    /// What came meanwhile.
    private void goOn() {
        var waiting = early;
        early = null;
        if (waiting != null) {
            waiting.forEach(this::inOrder);
        }
    }

    /// The visitor is this person from now on, with this person's conversations; what was watched
    /// goes on where it was.
    void becomes(VisitorId person, Standing standing, List<Conversation> conversations) {
        if (state != State.ATTACHING || !listening()) {
            return;
        }
        var theirs = conversations.stream().map(Conversation::id).toList();
        var held =
                talk == null
                        ? List.<Resume>of()
                        : talk.held().stream()
                                .filter(it -> theirs.contains(it.conversation()))
                                .toList();
        if (talk != null) {
            talk.close();
            talk = null;
        }
        browser().becomes(person);
        reception().knows(standing);
        ready(conversations, held);
    }

    /// What changes who the visitor is holds back what the peer says next.
    void hold() {
        if (state == State.LIVE) {
            state = State.ATTACHING;
        }
    }

    /// It is stored, or it failed.
    void release() {
        if (state == State.ATTACHING) {
            state = State.LIVE;
            decideAgain();
            goOn();
        }
    }

    // ---- frames
    // ----------------------------------------------------------------------------------

    /// A client may say more before it is ready, within bounds: it waits.
    private void inOrder(ClientFrame frame) {
        if (!listening()) {
            return;
        }
        if (state != State.ATTACHING) {
            received(frame);
            return;
        }
        early = early == null ? new ArrayDeque<>() : early;
        if (early.size() == MAX_EARLY) {
            context().metrics().limited("early");
            close(CloseCode.POLICY, "too many frames before ready");
        } else {
            early.add(frame);
        }
    }

    private void received(ClientFrame frame) {
        if (preview != null && preview.takes(frame)) {
            return;
        }
        switch (frame) {
            case ClientFrame.Connect connect -> connect(connect);
            case ClientFrame.PageViewed(var page) -> {
                browser().visits(page);
                decideAgain();
            }
            case ClientFrame.Send send -> talk().sending().send(send);
            case ClientFrame.Sync sync -> talk().sync(sync);
            case ClientFrame.Cursor cursor -> talk().cursor(cursor);
            case ClientFrame.Typing(var conversation) -> talk().typing(conversation);
            case ClientFrame.Ping ping -> answer(ping);
            case ClientFrame.Bye(var reset) -> {
                if (reset && engaged()) {
                    reception().forgotten();
                }
                close(CloseCode.NORMAL, "bye");
            }
            case ClientFrame.Identify(var token) -> identify(token);
            case ClientFrame.Consent consent -> reception().consent(consent);
            case ClientFrame.Contact contact -> reception().contact(contact);
            case ClientFrame.Search search -> reception().search(search);
            case ClientFrame.Survey survey -> answered(survey);
            case ClientFrame.Opened _ -> opened(decision);
        }
    }

    private void identify(String token) {
        var identity = context().greeting().proven(this, token, null);
        if (identity != null) {
            hold();
            identifying = identity;
            lull();
        }
    }

    private void answered(ClientFrame.Survey survey) {
        var conversation = survey.conversation();
        if (talk == null || !talk.knows(conversation)) {
            send(new ServerFrame.Failed(ErrorCode.NOT_FOUND, conversation, null));
        } else {
            reception().surveys().answered(survey, talk.began(conversation));
        }
    }

    private void opened(@Nullable Decision shown) {
        if (shown != null && shown.chatflow() != null && browser().opens()) {
            threshold().count(shown.chatflow(), What.OPENED);
        }
    }

    /// A client that pings knows the interval it was told: from now on silence is measured by it.
    private void answer(ClientFrame.Ping ping) {
        silence = twice(Duration.ofSeconds(toldHeartbeat));
        if (heartbeat().toSeconds() != toldHeartbeat) {
            hello(heartbeat());
        }
        lookAgain();
        var heads = talk == null ? Map.<ConversationId, Long>of() : talk.behind(ping.have());
        send(new ServerFrame.Pong(ping.t(), heads));
    }

    private void unsupported() {
        if (++unknownInARow >= MAX_UNKNOWN_IN_A_ROW) {
            context().metrics().limited("unknown");
            close(CloseCode.POLICY, "too many unknown frames");
        } else {
            send(new ServerFrame.Failed(ErrorCode.UNSUPPORTED, null, null));
        }
    }

    // ---- what the gateway tells
    // ------------------------------------------------------------------

    /// Something that decisions depend on changed: tells the visitor if the answer did.
    void decideAgain() {
        if (state != State.LIVE || !listening()) {
            return;
        }
        var over = preview == null ? null : preview.over();
        if (over != null) {
            previewEnds(over);
            return;
        }
        var before = decision;
        var now = decided();
        decision = now;
        if (before != null && !now.differsFrom(before) && !decisionIsStale) {
            return;
        }
        decisionIsStale = send(now.frame(), Overflow.CONFLATE) != Offered.TAKEN;
        if (!decisionIsStale) {
            context().metrics().pushed();
        }
    }

    /// The node is about to leave: dial again somewhere in this window.
    void goaway(int minMs, int maxMs) {
        if (listening()) {
            send(new ServerFrame.Goaway("restart", minMs, maxMs));
        }
    }

    /// The node leaves: nothing new is taken; once what is under way is settled, the connection
    /// ends.
    void leave() {
        state = State.LEAVING;
        if (talk == null || talk.settled()) {
            close(CloseCode.RESTART, "restart");
        }
    }

    // ---- who the visitor is
    // --------------------------------------------------------------------------

    Standing standing() {
        if (preview != null) {
            return preview.standing();
        }
        return reception == null ? Standing.UNKNOWN : reception.standing();
    }

    Reception reception() {
        if (reception == null) {
            reception = new Reception(this);
        }
        return reception;
    }

    /// Whether the visitor is this contact; without one, whether it is any.
    boolean isKnownAs(@Nullable ContactId contact) {
        var known = standing().contact();
        return state == State.LIVE
                && known != null
                && (contact == null || contact.equals(known.id()));
    }

    /// No send is under way: whoever was proven meanwhile may become the visitor.
    void lull() {
        var who = identifying;
        if (who != null && listening() && (talk == null || talk.settled())) {
            identifying = null;
            context().greeting().become(this, visitor(), who);
        }
    }

    /// Whether its token is all that this connection has to go on.
    boolean wasReady() {
        return decision != null;
    }

    String origin() {
        return origin;
    }

    // ---- gates, surveys
    // ------------------------------------------------------------------------------

    /// What stands before a message, and what is counted.
    Threshold threshold() {
        return new Threshold(this);
    }

    /// Whether a conversation is open.
    boolean engaged() {
        return talk != null && talk.engaged() != null;
    }

    /// The chatflow that a conversation of the visitor's began in; null if it is not known.
    @Nullable ChatflowId began(ConversationId conversation) {
        return talk == null ? null : talk.began(conversation);
    }

    /// A conversation was closed while it was watched.
    void closed(ConversationId conversation, @Nullable ChatflowId chatflow, boolean byAgent) {
        if (browser().asksSurveys()) {
            reception().surveys().closed(conversation, chatflow, byAgent);
        }
    }

    private void surveyOfTheLatest(List<Conversation> conversations) {
        if (!conversations.isEmpty() && browser().asksSurveys()) {
            var latest = conversations.getFirst();
            if (latest.status() == Conversation.Status.CLOSED) {
                reception().surveys().foundClosed(latest.id(), latest.chatflow());
            }
        }
    }

    // ---- for Talk
    // --------------------------------------------------------------------------------

    boolean leaving() {
        return state == State.LEAVING;
    }

    VisitorId visitor() {
        return browser().visitor();
    }

    TabId tab() {
        return browser().tab();
    }

    String url() {
        return browser().url();
    }

    /// Who asks for decisions here; null before `ready`, once it leaves, and where no visitor is.
    @Nullable Asker asker() {
        return state == State.LIVE && listening() && preview == null
                ? browser().asker(talk == null ? null : talk.engaged(), standing(), loop().now())
                : null;
    }

    /// What was shown last; null before `ready`.
    @Nullable Decision decision() {
        return decision;
    }

    /// An open conversation is watched more closely than an idle page, and decided otherwise.
    void engagementChanged() {
        hello(heartbeat());
        decideAgain();
    }

    // ---- for Link
    // --------------------------------------------------------------------------------

    @Override
    void writable() {
        if (decisionIsStale) {
            decideAgain();
        }
        if (talk != null) {
            talk.writable();
        }
    }

    @Override
    int silentUntil() {
        if (state == State.AWAITING_CONNECT) {
            return openedAt() + silence;
        }
        int silent = heardAt() + silence;
        return preview == null ? silent : Math.min(silent, preview.endsAt());
    }

    @Override
    void silent() {
        if (state == State.AWAITING_CONNECT) {
            close(CloseCode.UNAUTHENTICATED, "no connect");
        } else if (preview != null && loop().now() >= preview.endsAt()) {
            previewEnds(Reason.EXPIRED);
        } else {
            close(CloseCode.HEARTBEAT_MISSED, "no heartbeat");
        }
    }

    @Override
    void ended() {
        loop().remove(this);
        if (browser != null) {
            context().tabs().left(browser.tab(), this);
        }
        if (talk != null) {
            talk.close();
        }
        early = null;
    }

    // ---- inside
    // ----------------------------------------------------------------------------------

    private Decision decided() {
        var engaged = talk == null ? null : talk.engaged();
        if (preview != null) {
            return preview.decided(browser().asker(engaged, standing(), loop().now()));
        }
        var now = known(engaged);
        if (now == null) {
            var asker = browser().asker(engaged, standing(), loop().now());
            now = context().decisions().decide(portal(), asker, context().clock().instant());
        }
        var chatflow = now.chatflow();
        if (now.shown() && chatflow != null && browser().shows(chatflow)) {
            threshold().count(chatflow, What.SHOWN);
        }
        return now;
    }

    private @Nullable Decision known(@Nullable Engaged engaged) {
        return engaged == null && standing().equals(Standing.UNKNOWN)
                ? Decisions.known(portal(), url(), browser().onPhone())
                : null;
    }

    private Duration heartbeat() {
        var config = context().config();
        var usual = engaged() ? config.openHeartbeat() : config.idleHeartbeat();
        int stretch = context().rush().pressure().get().stretch();
        return Duration.ofMillis(stretch * usual.toMillis());
    }

    /// A peer that was told to ping more seldom may do so at once.
    private void hello(Duration heartbeat) {
        toldHeartbeat = (short) heartbeat.toSeconds();
        if (state != State.AWAITING_CONNECT) {
            silence = Math.max(silence, twice(heartbeat));
        }
        send(
                new ServerFrame.Hello(
                        Math.toIntExact(heartbeat.toSeconds()),
                        MAX_FRAME_BYTES,
                        MessageText.MAX_CODE_POINTS,
                        context().config().node()));
    }

    private static int twice(Duration heartbeat) {
        return 2 * SessionLoop.ticks(heartbeat);
    }

    private Talk talk() {
        if (talk == null) {
            talk = new Talk(this);
        }
        return talk;
    }

    private Browser browser() {
        if (browser == null) {
            throw new IllegalStateException("not connected");
        }
        return browser;
    }

    /// Of the visitor, for the tab it takes over.
    boolean isOf(VisitorSession other) {
        return portal().id().equals(other.portal().id()) && visitor().equals(other.visitor());
    }
}
