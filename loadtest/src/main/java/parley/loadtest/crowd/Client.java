package parley.loadtest.crowd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.loadtest.history.Happening;
import parley.loadtest.websocket.Received;
import parley.loadtest.websocket.WebSocketClient;
import parley.loadtest.websocket.WebSocketClient.HandshakeRefused;
import parley.protocol.frame.Decoded;
import parley.protocol.frame.ErrorCode;
import parley.protocol.frame.FrameDecoder;
import parley.protocol.frame.NackCode;
import parley.protocol.frame.ServerFrame;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.Stream;

/// One tab or console with our clients' own rules: an outbox, one unanswered send a lane, the same
/// cmid on every attempt, backoff with jitter, resume by seq, heartbeats, `sync` on a hole, a
/// second connection before the first is given up after `goaway`. Everything happens on its own
/// thread; the sockets' readers only put into its mailbox.
final class Client {
    private static final Duration DIAL_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_UNREAD = 10_000;
    private static final long BUSY = Duration.ofMillis(100).toNanos();
    private static final long BUSY_AGAIN = Duration.ofSeconds(1).toNanos();
    private static final long IDLE = Duration.ofSeconds(10).toNanos();
    private static final long SYNC_AFTER = Duration.ofSeconds(1).toNanos();
    private static final long ANSWER_WITHIN = Duration.ofSeconds(10).toNanos();
    private static final long FINISH_WITHIN = Duration.ofSeconds(3).toNanos();
    private static final int RETRY_MILLIS = 500;
    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;
    private static final int REPLACED = 4409;
    private static final int UNAVAILABLE = 500;
    private static final int SILENT = 4410;

    private final BlockingQueue<Event> mailbox = new LinkedBlockingQueue<>(MOST_UNREAD);
    private final FrameDecoder<ServerFrame> decoder = FrameDecoder.ofServer();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Happening.Invoke> unplaced = new ArrayList<>();
    private final Party party;
    private final Scene scene;
    private final Journal journal;
    private final RandomGenerator random;
    private final Backoff backoff;
    private @Nullable Connection current;
    private @Nullable Connection next;
    private volatile @Nullable WebSocketClient wire;
    private volatile @Nullable Client sibling;
    private volatile boolean ended;
    private long dialAt;
    private long moveAt = Long.MAX_VALUE;
    private long moveBy;
    private long lostAt;
    private int lostNode;
    private int dials;
    private boolean stopping;
    private boolean behind;

    /// What is put into the mailbox.
    private sealed interface Event {
        record Opened(Connection on, WebSocketClient socket) implements Event {}

        record Came(Connection on, Received what) implements Event {}

        record Told(Runnable what) implements Event {}
    }

    Client(Party party, Scene scene, Journal journal, RandomGenerator random) {
        this.party = party;
        this.scene = scene;
        this.journal = journal;
        this.random = random;
        this.backoff = new Backoff(random);
    }

    Journal journal() {
        return journal;
    }

    /// The other tab of the same visitor, over whose connection repetitions go.
    void sibling(Client other) {
        sibling = other;
    }

    /// Does something on the client's thread.
    void tell(Runnable what) throws InterruptedException {
        put(new Event.Told(what));
    }

    /// Adds a lane; on the client's thread or before it starts.
    void add(@Nullable ConversationId conversation) {
        var lane = new Lane();
        if (conversation != null) {
            lane.is(conversation);
        }
        long wait = conversation == null ? 0 : scene.pace().next(random);
        lane.typesAt(System.nanoTime() + wait);
        lanes.add(lane);
        var link = current;
        if (link != null && link.isGreeted() && conversation != null) {
            var attach = party.attach(lane);
            if (attach != null) {
                link.send(attach);
            }
        }
    }

    /// Goes to another node as after `goaway`, as people do who load the page again.
    void move(int withinMillis) throws InterruptedException {
        tell(() -> goaway(0, withinMillis, System.nanoTime()));
    }

    void stop() throws InterruptedException {
        tell(() -> stopping = true);
    }

    /// Lives until it is told to stop.
    void live() throws InterruptedException {
        dialAt = System.nanoTime();
        while (!stopping) {
            var event =
                    mailbox.poll(Math.max(0, wakeAt() - System.nanoTime()), TimeUnit.NANOSECONDS);
            long now = System.nanoTime();
            if (event != null) {
                on(event, now);
            }
            act(now);
            track();
        }
        ended = true;
        leave(current);
        leave(next);
    }

    private void leave(@Nullable Connection link) {
        if (link == null) {
            return;
        }
        stayed(link, System.nanoTime(), NORMAL);
        link.close();
    }

    private void put(Event event) throws InterruptedException {
        while (!ended && !mailbox.offer(event, 1, TimeUnit.SECONDS)) {
            // A full mailbox holds its socket back.
        }
    }

    private long wakeAt() {
        long now = System.nanoTime();
        long at = now + (lanes.isEmpty() ? IDLE : BUSY_AGAIN);
        if (current == null) {
            at = Math.min(at, Math.max(dialAt, now + BUSY));
        } else {
            at = Math.min(at, current.lookAt(now));
        }
        if (next != null) {
            at = Math.min(at, next.lookAt(now));
        }
        at = Math.min(at, moveAt);
        for (var lane : lanes) {
            at = Math.min(at, lane.unsettled() ? now + BUSY : lane.typeAt());
        }
        return at;
    }

    /// Tells the crowd whether something is unsettled here.
    private void track() {
        boolean is = lanes.stream().anyMatch(Lane::unsettled);
        if (is != behind) {
            behind = is;
            scene.tally().behind(is);
        }
    }

    // ---- what comes

    private void on(Event event, long now) {
        switch (event) {
            case Event.Told(var what) -> what.run();
            case Event.Opened(var link, var socket) -> {
                link.opened(socket, now);
                if (isMine(link)) {
                    greet(link);
                } else {
                    link.close();
                }
            }
            case Event.Came(var link, Received.Text(var text)) when isMine(link) ->
                    text(link, text, now);
            case Event.Came(var link, Received.Closed(int code, _)) when isMine(link) ->
                    lost(link, code, now);
            case Event.Came _ -> {}
        }
    }

    private boolean isMine(Connection link) {
        return Objects.equals(link, current) || Objects.equals(link, next);
    }

    private void text(Connection link, String text, long now) {
        link.heard(now);
        var decoded = decoder.decode(text.getBytes(StandardCharsets.UTF_8));
        if (decoded instanceof Decoded.Frame<ServerFrame>(var frame)) {
            frame(link, frame, now);
        } else {
            scene.surprise("client " + journal.client() + ": no frame of the protocol: " + decoded);
        }
    }

    private void frame(Connection link, ServerFrame frame, long now) {
        switch (frame) {
            case ServerFrame.Hello hello -> {
                link.hello(hello.heartbeatSeconds(), now, random);
                greet(link);
            }
            case ServerFrame.Ready _, ServerFrame.AgentReady _ -> ready(link, frame, now);
            case ServerFrame.Live(var conversation, var stream, long seq)
                    when stream == Stream.PUBLIC ->
                    replayed(link, conversation, seq, now);
            case ServerFrame.Logged entry when entry.stream() == Stream.PUBLIC ->
                    logged(entry, now);
            case ServerFrame.Ack ack -> acked(link, ack, now);
            case ServerFrame.Nack nack -> nacked(nack, now);
            case ServerFrame.Reset(var conversation, var stream, var reason, long from)
                    when stream == Stream.PUBLIC -> {
                scene.surprise("client " + journal.client() + ": reset: " + reason);
                var lane = lane(conversation);
                long held = lane.have();
                lane.reset(from);
                scene.tally().forgotten(held - lane.have());
                journal.happened(new Happening.Reset(me(), now, conversation.value()));
            }
            case ServerFrame.Pong(_, var heads) -> {
                journal.ponged(
                        new Journal.Pong(me(), now, now - link.pingedAt(), link.node.number()));
                heads.forEach((id, head) -> lane(id).knows(head, now));
            }
            case ServerFrame.Goaway(_, int min, int max) -> goaway(min, max, now);
            case ServerFrame.Failed failed when failed.code() != ErrorCode.UNAVAILABLE ->
                    scene.surprise("error " + failed.code().wireName() + " " + failed.message());
            default -> {}
        }
    }

    private void greet(Connection link) {
        if (link.greets()) {
            link.greeted(System.nanoTime());
            link.send(party.connect(lanes));
        }
    }

    private void ready(Connection link, ServerFrame frame, long now) {
        party.note(frame, lanes);
        link.ready(
                lanes.stream()
                        .map(Lane::conversation)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableSet()));
        arrived(link, now);
    }

    private void replayed(Connection link, ConversationId conversation, long seq, long now) {
        link.replayed(conversation);
        lane(conversation).knows(seq, now);
        journal.happened(new Happening.Live(me(), now, conversation.value(), seq));
        arrived(link, now);
    }

    private void arrived(Connection link, long now) {
        if (!link.complete() || link.isLive()) {
            return;
        }
        link.live(now);
        if (Objects.equals(link, current)) {
            wire = link.socket();
            scene.live(link.node, true);
            if (lostAt != 0) {
                journal.returned(new Journal.Return(me(), lostNode, lostAt, now, dials));
                lostAt = 0;
            }
            dials = 0;
        } else {
            moveBy = now + FINISH_WITHIN;
        }
    }

    private void logged(ServerFrame.Logged entry, long now) {
        for (var it : lane(entry.conversation()).take(entry, now)) {
            var cmid = it.cmid() == null ? null : it.cmid().value();
            journal.happened(
                    new Happening.Observe(
                            me(),
                            now,
                            it.conversation().value(),
                            it.seq(),
                            it.id(),
                            Lane.hash(it),
                            cmid,
                            Texts.canary(it.body())));
        }
    }

    private void acked(Connection link, ServerFrame.Ack ack, long now) {
        var conversation = ack.conversation().value();
        var lane = lane(ack.conversation());
        journal.happened(new Happening.Ack(me(), now, conversation, ack.cmid().value(), ack.seq()));
        lane.knows(ack.seq(), now);
        var message = lane.settle(ack.cmid());
        if (message != null) {
            journal.acked(
                    new Journal.Acked(
                            me(),
                            now,
                            message.firstAt,
                            message.lastAt,
                            message.attempts,
                            link.node.number(),
                            conversation,
                            ack.seq()));
        }
    }

    /// The first frame about the conversation that this client began says which one it is.
    private void place(ConversationId conversation) {
        if (lanes.isEmpty() || lanes.getFirst().conversation() != null) {
            return;
        }
        lanes.getFirst().is(conversation);
        party.began(conversation);
        unplaced.forEach(it ->
                journal.happened(
                        new Happening.Invoke(
                                it.client(),
                                it.at(),
                                conversation.value(),
                                it.sender(),
                                it.cmid(),
                                it.hash())));
        unplaced.clear();
    }

    private void nacked(ServerFrame.Nack nack, long now) {
        boolean limited = nack.code() == NackCode.RATE_LIMITED;
        boolean definite = nack.code().definite() && !limited;
        for (var lane : lanes) {
            var message = lane.current();
            if (message != null && message.cmid.equals(nack.cmid())) {
                journal.refused(
                        new Journal.Refused(
                                me(), now, message.lastAt, nack.code().wireName(), definite));
                int pause = nack.retryMs() == null ? RETRY_MILLIS : nack.retryMs();
                lane.postpone(nack.cmid(), now + TimeUnit.MILLISECONDS.toNanos(pause));
            }
        }
        if (definite) {
            scene.surprise("nack " + nack.code().wireName());
            journal.happened(new Happening.Nack(me(), now, nack.cmid().value(), true));
            for (var lane : lanes) {
                var _ = lane.settle(nack.cmid());
            }
        }
    }

    private void goaway(int minMs, int maxMs, long now) {
        if (next == null && moveAt == Long.MAX_VALUE) {
            long millis = minMs + random.nextLong(Math.max(1, maxMs - minMs));
            moveAt = now + TimeUnit.MILLISECONDS.toNanos(millis);
        }
    }

    private void lost(Connection link, int code, long now) {
        stayed(link, now, code);
        link.close();
        if (Objects.equals(link, next)) {
            next = null;
            moveAt = now + backoff.after(code, 0);
            return;
        }
        boolean replaced = code == REPLACED && next != null;
        if (link.isLive()) {
            scene.live(link.node, false);
            if (!replaced) {
                journal.happened(new Happening.Lost(me(), now));
                lostNode = link.node.number();
                lostAt = now;
            }
        }
        wire = null;
        current = next;
        next = null;
        moveAt = Long.MAX_VALUE;
        lanes.forEach(Lane::forgetFlight);
        if (Backoff.terminal(code) && !replaced) {
            scene.surprise("client " + me() + " closed with " + code);
        }
        dialAt = now + backoff.after(code, link.isLive() ? now - link.liveAt() : 0);
        if (current != null && current.isLive()) {
            takeOver(current, now);
        }
    }

    private void stayed(Connection link, long now, int code) {
        if (link.isLive()) {
            journal.stayed(
                    new Journal.Stay(
                            me(), link.node.number(), link.greetedAt(), link.liveAt(), now, code));
        }
    }

    // ---- what goes

    private void act(long now) {
        if (current == null && now >= dialAt && party.mayConnect(lanes)) {
            current = dial(now);
        }
        if (now >= moveAt) {
            moveAt = Long.MAX_VALUE;
            next = dial(now);
        }
        swap(now);
        beat(current, now);
        beat(next, now);
        for (var lane : lanes) {
            type(lane, now);
            fillHole(lane, now);
            send(lane, now);
        }
    }

    private Connection dial(long now) {
        dials++;
        var link = new Connection(scene.balancer().choose(random), now);
        Thread.ofVirtual().name("dial-" + me()).start(() -> open(link));
        return link;
    }

    private void open(Connection link) {
        try {
            try {
                var socket =
                        WebSocketClient.dial(
                                party.address(link.node),
                                party.origin(),
                                DIAL_WITHIN,
                                it -> put(new Event.Came(link, it)));
                put(new Event.Opened(link, socket));
            } catch (IOException e) {
                if (e instanceof HandshakeRefused refused && refused.status() >= UNAVAILABLE) {
                    scene.tally().unavailable();
                }
                put(new Event.Came(link, new Received.Closed(ABNORMAL, String.valueOf(e))));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Once the second connection is LIVE and nothing is under way on the first, the first goes.
    private void swap(long now) {
        var fresh = next;
        if (fresh == null || !fresh.isLive()) {
            return;
        }
        if (now < moveBy && lanes.stream().anyMatch(Lane::inFlight)) {
            return;
        }
        var old = current;
        current = fresh;
        next = null;
        takeOver(fresh, now);
        if (old != null) {
            if (old.isLive()) {
                scene.live(old.node, false);
            }
            leave(old);
        }
    }

    private void takeOver(Connection link, long now) {
        wire = link.socket();
        scene.live(link.node, true);
        lanes.forEach(Lane::forgetFlight);
        if (lostAt != 0) {
            journal.returned(new Journal.Return(me(), lostNode, lostAt, now, dials));
            lostAt = 0;
        }
        dials = 0;
    }

    private void beat(@Nullable Connection link, long now) {
        if (link == null) {
            return;
        }
        if (link.silent(now)) {
            lost(link, SILENT, now);
        } else if (link.pings(now)) {
            link.pinged(now, random);
            link.send(party.ping(now / 1_000_000, lanes));
        }
    }

    private void type(Lane lane, long now) {
        if (now < lane.typeAt()) {
            return;
        }
        lane.typesAt(now + scene.pace().next(random));
        boolean begins = lane.conversation() == null && lane.current() == null;
        if ((scene.quiet() && !begins) || lane.full()) {
            return;
        }
        var body = Texts.body(party.canary(), random);
        var cmid = new ClientMessageId(new UUID(random.nextLong(), random.nextLong()));
        var _ =
                lane.offer(
                        new Lane.Message(
                                cmid, body, Texts.hash("message", party.actorKind(), body)));
    }

    private void fillHole(Lane lane, long now) {
        var link = current;
        var conversation = lane.conversation();
        if (link != null
                && link.isLive()
                && conversation != null
                && lane.holeSince() != 0
                && now - lane.holeSince() > SYNC_AFTER) {
            lane.asked(now);
            scene.synced();
            link.send(party.sync(conversation, lane.have()));
        }
    }

    private void send(Lane lane, long now) {
        var link = current;
        if (link == null || !link.isLive()) {
            return;
        }
        var waiting = lane.current();
        if (lane.inFlight() && waiting != null && now - waiting.lastAt > ANSWER_WITHIN) {
            lane.forgetFlight();
        }
        var message = lane.sendable(now);
        if (message == null) {
            return;
        }
        invoke(lane, message, now);
        lane.sent(message, now);
        var frame = party.send(lane, message);
        link.send(frame);
        if (scene.repeats() && lane.conversation() != null) {
            repeat(link, frame);
        }
    }

    /// The same frame twice more, once over another socket of the same sender if there is one.
    private void repeat(Connection link, byte[] frame) {
        var other = sibling;
        var second = other == null ? null : other.wire;
        try {
            if (second != null) {
                second.send(frame);
            } else {
                link.send(frame);
            }
        } catch (IOException _) {
            // It was a repetition.
        }
        link.send(frame);
    }

    private void invoke(Lane lane, Lane.Message message, long now) {
        var conversation = lane.conversation();
        var invoke =
                new Happening.Invoke(
                        me(),
                        now,
                        conversation == null ? new UUID(0, 0) : conversation.value(),
                        party.sender(),
                        message.cmid.value(),
                        message.hash);
        if (conversation == null) {
            unplaced.add(invoke);
        } else {
            journal.happened(invoke);
        }
    }

    private Lane lane(ConversationId conversation) {
        place(conversation);
        for (var lane : lanes) {
            if (conversation.equals(lane.conversation())) {
                return lane;
            }
        }
        throw new IllegalStateException("client " + me() + " has no conversation " + conversation);
    }

    private int me() {
        return journal.client();
    }
}
