package parley.gateway.edge.agent;

import static parley.protocol.frame.CloseCode.FORBIDDEN;
import static parley.protocol.frame.CloseCode.HEARTBEAT_MISSED;
import static parley.protocol.frame.CloseCode.INTERNAL;
import static parley.protocol.frame.CloseCode.MALFORMED;
import static parley.protocol.frame.CloseCode.NORMAL;
import static parley.protocol.frame.CloseCode.POLICY;
import static parley.protocol.frame.CloseCode.UNAUTHENTICATED;
import static parley.protocol.frame.CloseCode.VERSION;

import io.github.bucket4j.Bucket;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.access.Access;
import parley.gateway.access.Command;
import parley.gateway.access.Principal;
import parley.gateway.access.Resource;
import parley.gateway.access.store.SignIn;
import parley.gateway.availability.Agent;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.AgentStatus;
import parley.protocol.frame.CloseCode;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.ServerFrame;
import parley.protocol.frame.Versions;
import parley.protocol.value.ConversationId;
import parley.protocol.value.InboxId;
import parley.protocol.value.MessageText;
import reactor.core.publisher.Mono;

/// One agent's connection, from upgrade to close. Confined to the connection's event loop but for
/// [#deskChanged], [#authorityChanged] and [#run].
final class AgentSession implements Desk.Sitter {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);
    private static final FrameDecoder<AgentFrame> DECODER = FrameDecoder.ofAgents();
    private static final int MAX_RESUMED = 20;
    private static final int MAX_UNSUPPORTED = 20;
    private static final long FRAGMENT_SECONDS = 10;

    /// While doorbells cannot be heard, revocations are looked for this often (contract G13).
    private static final long DEAF_REAUTHORISE_SECONDS = 4;

    private final AgentNode node;
    private final Peer peer;
    private final UUID connection;
    private final Bucket frames;
    private final Lists lists;
    private final Watches watches;
    private final Acts acts;
    private final long began;

    private long heardAt;
    private long authorisedAt;
    private long fragmentSince = -1;
    private int unsupported;
    private boolean ended;
    private boolean connecting;
    private @Nullable String token;
    private @Nullable Principal principal;
    private @Nullable Desk desk;
    private String epoch = "";
    private @Nullable Agent self;
    private Mono<Void> appeared = Mono.empty();

    AgentSession(AgentNode node, Peer peer) {
        this.node = node;
        this.peer = peer;
        this.connection = node.ids().get();
        this.frames = node.settings().frames().bucket();
        this.lists = new Lists(this);
        this.watches = new Watches(this);
        this.acts = new Acts(this);
        this.began = seconds();
        this.heardAt = began;
    }

    void opened() {
        node.metrics().opened();
        peer.send(
                new ServerFrame.Hello(
                        (int) node.settings().heartbeat().toSeconds(),
                        FrameDecoder.MAX_AGENT_BYTES,
                        MessageText.MAX_CODE_POINTS,
                        node.id().toString()));
    }

    /// Any byte that the peer sent says that it lives.
    void heard() {
        heardAt = seconds();
    }

    void fragmentBegan() {
        fragmentSince = seconds();
    }

    void fragmentEnded() {
        fragmentSince = -1;
    }

    void text(byte[] message) {
        if (!frames.tryConsume(1)) {
            close(POLICY, "too many frames");
            return;
        }
        switch (DECODER.decode(message)) {
            case Decoded.Frame<AgentFrame>(var frame) -> {
                unsupported = 0;
                react(frame);
            }
            case Decoded.Unsupported<AgentFrame> _ -> unsupported();
            case Decoded.Refused<AgentFrame>(var cmid, _, var code) -> {
                if (principal == null) {
                    close(UNAUTHENTICATED, "connect first");
                } else {
                    node.metrics().sent(code.wireName());
                    peer.send(new ServerFrame.Nack(cmid, code, null));
                }
            }
            case Decoded.Malformed<AgentFrame>(var code, var detail) -> {
                node.metrics().refused(code == MALFORMED ? "json" : "websocket");
                close(code, detail);
            }
        }
    }

    private void unsupported() {
        if (principal == null) {
            close(UNAUTHENTICATED, "connect first");
            return;
        }
        unsupported++;
        if (unsupported >= MAX_UNSUPPORTED) {
            close(POLICY, "too many unsupported frames");
        } else {
            peer.send(new ServerFrame.Failed(ErrorCode.UNSUPPORTED, null, null));
        }
    }

    private void react(AgentFrame frame) {
        if (frame instanceof AgentFrame.Connect connect) {
            connect(connect);
            return;
        }
        if (frame instanceof AgentFrame.Bye) {
            close(NORMAL, "");
            return;
        }
        if (principal == null || desk == null) {
            close(UNAUTHENTICATED, "connect first");
            return;
        }
        switch (frame) {
            case AgentFrame.Watch it -> watches.watch(it);
            case AgentFrame.Unwatch it -> watches.unwatch(it.conversation());
            case AgentFrame.Send it -> acts.send(it);
            case AgentFrame.Comment it -> acts.comment(it);
            case AgentFrame.Take it -> acts.assign(it.conversation(), principal.agent());
            case AgentFrame.Assign it -> acts.assign(it.conversation(), it.to());
            case AgentFrame.Transfer it -> acts.transfer(it);
            case AgentFrame.Close it -> acts.close(it.conversation());
            case AgentFrame.Reopen it -> acts.reopen(it.conversation());
            case AgentFrame.SetStatus it -> setStatus(it.status());
            case AgentFrame.Sync it -> watches.sync(it);
            case AgentFrame.Cursor it -> lists.cursor(it);
            case AgentFrame.Typing it -> acts.typing(it.conversation());
            case AgentFrame.Ping it -> {
                watches.has(it.have());
                peer.send(new ServerFrame.Pong(it.t(), Map.of()));
            }
            case AgentFrame.Connect _, AgentFrame.Bye _ -> {}
        }
    }

    // Signing in ----------------------------------------------------------------------------

    private void connect(AgentFrame.Connect connect) {
        if (connecting || principal != null) {
            close(MALFORMED, "connected already");
            return;
        }
        if (!Versions.SPOKEN.meet(connect.version())) {
            close(VERSION, Versions.SPOKEN + " is spoken here");
            return;
        }
        connecting = true;
        token = connect.token();
        ask(rooms().signIn().with(connect.token()), it -> signedIn(it, connect));
    }

    private void signedIn(SignIn.Outcome outcome, AgentFrame.Connect connect) {
        node.metrics().signedIn(outcome.result());
        switch (outcome) {
            case SignIn.Outcome.Refused _ -> close(UNAUTHENTICATED, "a valid token is needed");
            case SignIn.Outcome.Ok(var who, _) -> {
                if (!may(who, Command.CONNECT, selfOf(who))) {
                    close(FORBIDDEN, "not allowed");
                    return;
                }
                principal = who;
                authorisedAt = seconds();
                ask(
                        Mono.zip(node.desks().join(who.portal(), this), rooms().store().epoch()),
                        it -> {
                            epoch = it.getT2();
                            seated(it.getT1(), who, connect);
                        });
            }
        }
    }

    private void seated(Desk joined, Principal who, AgentFrame.Connect connect) {
        var view = joined.view();
        var agent = view.agents().get(who.agent());
        if (agent == null) {
            close(UNAUTHENTICATED, "a valid token is needed");
            return;
        }
        desk = joined;
        self = agent;
        appear(who);
        peer.send(
                new ServerFrame.AgentReady(
                        Versions.SPOKEN.newest(),
                        Views.self(agent, who),
                        lists.names(view),
                        epoch));
        peer.send(capacity(agent));
        lists.open(connect.inboxes());
        connect.resume().stream()
                .limit(MAX_RESUMED)
                .map(it ->
                        new AgentFrame.Watch(
                                it.conversation(), it.have(), it.internal(), it.epoch()))
                .forEach(watches::watch);
    }

    /// Kept, so that the connection is never written down after it was struck off.
    private void appear(Principal who) {
        appeared =
                rooms().presence()
                        .opened(who.portal(), who.agent(), node.id(), connection)
                        .doOnSuccess(_ -> rooms().capacity().changed(who.portal()))
                        .cache();
        run(appeared);
    }

    // Being told --------------------------------------------------------------------------

    @Override
    public void deskChanged(Desk.View view) {
        onLoop(() -> {
            var before = self;
            var now = principal == null ? null : view.agents().get(principal.agent());
            if (before == null || now == null || isOlder(now, before)) {
                return;
            }
            self = now;
            if (before.duty().status() != now.duty().status()) {
                peer.send(new ServerFrame.Status(Views.status(now.duty().status())));
            }
            if (!capacity(before).equals(capacity(now))) {
                peer.send(capacity(now));
            }
        });
    }

    /// A view may have been read before what this session has stored itself; the next one, for
    /// which the doorbell has rung, has it.
    private static boolean isOlder(Agent read, Agent known) {
        return read.duty().since().isBefore(known.duty().since());
    }

    @Override
    public void authorityChanged() {
        onLoop(this::reauthorise);
    }

    /// Lists may be old: doorbells may have been lost.
    void suspect() {
        onLoop(lists::reload);
    }

    private void reauthorise() {
        var known = token;
        if (known == null || principal == null || ended) {
            return;
        }
        authorisedAt = seconds();
        ask(
                rooms().signIn().with(known),
                outcome -> {
                    switch (outcome) {
                        case SignIn.Outcome.Refused _ ->
                                close(UNAUTHENTICATED, "the token is not valid any more");
                        case SignIn.Outcome.Ok(var who, _) -> {
                            principal = who;
                            watches.reauthorise();
                            lists.reauthorise();
                        }
                    }
                });
    }

    private void setStatus(AgentStatus status) {
        var who = who();
        if (!may(who, Command.SET_OWN_STATUS, selfOf(who))) {
            fail(ErrorCode.FORBIDDEN, null, "status");
            return;
        }
        var wanted =
                switch (status) {
                    case AVAILABLE -> Agent.Status.AVAILABLE;
                    case AWAY -> Agent.Status.AWAY;
                };
        ask(
                rooms().presence()
                        .setStatus(who.portal(), who.agent(), wanted, who.agent())
                        .doOnNext(_ -> rooms().capacity().changed(who.portal())),
                agent -> {
                    self = agent;
                    peer.send(new ServerFrame.Status(Views.status(agent.duty().status())));
                });
    }

    // Time ----------------------------------------------------------------------------------

    /// Called about once a second.
    void tick() {
        long now = seconds();
        var settings = node.settings();
        if (principal == null && now - began >= settings.firstFrame().toSeconds()) {
            close(UNAUTHENTICATED, "no connect in time");
        } else if (now - heardAt >= 2 * settings.heartbeat().toSeconds()) {
            close(HEARTBEAT_MISSED, "no heartbeat");
        } else if (fragmentSince >= 0 && now - fragmentSince >= FRAGMENT_SECONDS) {
            close(POLICY, "an unfinished message");
        } else if (now - authorisedAt >= reauthoriseSeconds()) {
            reauthorise();
        }
    }

    private long reauthoriseSeconds() {
        return rooms().broker().connected()
                ? node.settings().reauthorise().toSeconds()
                : DEAF_REAUTHORISE_SECONDS;
    }

    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(node.nanos().getAsLong());
    }

    // The end ---------------------------------------------------------------------------------

    /// The node is about to leave.
    void goAway(int minMs, int maxMs) {
        onLoop(() -> peer.send(new ServerFrame.Goaway("restart", minMs, maxMs)));
    }

    void close(CloseCode code, String reason) {
        if (!peer.closing()) {
            node.metrics().closed(code.code(), AgentMetrics.Initiator.SERVER);
            peer.close(code, reason);
        }
    }

    /// The peer broke RFC 6455 or its bounds.
    void violated(CloseCode code, String reason) {
        node.metrics().refused("websocket");
        close(code, reason);
    }

    void peerCloses(int code) {
        if (!peer.closing()) {
            node.metrics().closed(code, AgentMetrics.Initiator.CLIENT);
        }
    }

    /// The connection is gone.
    void ended() {
        if (ended) {
            return;
        }
        ended = true;
        if (!peer.closing()) {
            node.metrics().closed(AgentMetrics.LOST, AgentMetrics.Initiator.NETWORK);
        }
        node.metrics().ended();
        watches.close();
        lists.close();
        var who = principal;
        if (who != null) {
            node.desks().leave(who.portal(), this);
            run(
                    appeared.onErrorComplete()
                            .then(rooms().presence().closed(who.portal(), who.agent(), connection))
                            .doOnSuccess(_ -> rooms().capacity().changed(who.portal())));
        }
    }

    // For the parts of the session -------------------------------------------------------------

    AgentNode node() {
        return node;
    }

    AgentRooms rooms() {
        return node.rooms();
    }

    Peer peer() {
        return peer;
    }

    /// Of the database, as `ready` told it.
    String epoch() {
        return epoch;
    }

    /// Who is connected; only after `ready`.
    Principal who() {
        if (principal == null) {
            throw new IllegalStateException("not connected");
        }
        return principal;
    }

    Desk.View view() {
        return desk == null ? new Desk.View(Map.of(), Map.of()) : desk.view();
    }

    ServerFrame.Colleague colleague() {
        var agent = self;
        return new ServerFrame.Colleague(
                who().agent(), agent == null ? "" : agent.profile().name());
    }

    Watches watches() {
        return watches;
    }

    boolean mayInInbox(Command command, InboxId inbox) {
        return mayInInbox(who(), command, inbox);
    }

    /// From any thread, for somebody who was asked for on the event loop.
    static boolean mayInInbox(Principal who, Command command, InboxId inbox) {
        return may(who, command, new Resource.OfInbox(who.portal(), inbox));
    }

    void fail(ErrorCode code, @Nullable ConversationId conversation, String what) {
        peer.send(new ServerFrame.Failed(code, conversation, what));
    }

    /// Asks a store, and goes on here with what it answers; nothing happens if it answers nothing
    /// or the connection is gone. A failure of the store ends the connection: it resumes elsewhere
    /// or later.
    <T> void ask(Mono<T> question, Consumer<T> then) {
        var _ =
                question.subscribe(
                        answer ->
                                onLoop(() -> {
                                    if (!ended) {
                                        then.accept(answer);
                                    }
                                }),
                        e -> {
                            LOG.warn("an agent's request failed", e);
                            onLoop(() -> close(INTERNAL, "try again"));
                        });
    }

    /// Does something nobody here waits for. Any thread.
    void run(Mono<?> work) {
        var _ = work.subscribe(_ -> {}, e -> LOG.warn("an agent's errand failed", e));
    }

    void onLoop(Runnable task) {
        if (!peer.loop().isShuttingDown()) {
            peer.loop().execute(task);
        }
    }

    private static boolean may(Principal who, Command command, Resource resource) {
        return Access.authorise(who, command, resource) instanceof Access.Allowed;
    }

    private static Resource selfOf(Principal who) {
        return new Resource.OfAgent(who.portal(), who.agent());
    }

    private static ServerFrame.Capacity capacity(Agent agent) {
        return new ServerFrame.Capacity(agent.load().counted(), agent.load().capacity());
    }
}
