package parley.gateway.session;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.gateway.availability.store.PresenceStore;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.gateway.chatflow.json.ChatflowJson;
import parley.gateway.chatflow.json.Read;
import parley.gateway.fanout.Broker;
import parley.gateway.fanout.Event.Draft;
import parley.gateway.fanout.Event.DraftAsked;
import parley.gateway.fanout.Event.DraftCounted;
import parley.gateway.fanout.Event.Poll;
import parley.gateway.fanout.Event.Tally;
import parley.gateway.fanout.EventCodec;
import parley.gateway.fanout.Topic;
import parley.gateway.session.LivePages.Counted;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Asks the other nodes about their page views, and answers them. What does not come in time is not
/// waited for, and said to be missing: an answer is never made to look whole. From any thread.
public final class Polls implements PageViews {
    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

    /// How long others have to answer.
    static final Duration PATIENCE = Duration.ofMillis(800);

    private static final int MAX_QUESTIONS = 64;
    private static final int ANSWERS_AT_ONCE = 4;

    private final LivePages pages;
    private final Broker broker;
    private final PresenceStore presence;
    private final Self self;
    private final EventCodec codec = new EventCodec();
    private final Map<UUID, Replies> questions = new ConcurrentHashMap<>();
    private final Semaphore answering = new Semaphore(ANSWERS_AT_ONCE);

    /// @param pages of this node
    /// @param presence knows which nodes live
    public Polls(LivePages pages, Broker broker, PresenceStore presence, Self self) {
        this.pages = pages;
        this.broker = broker;
        this.presence = presence;
        this.self = self;
        pages.onPoll(this::heard);
    }

    /// The node this is, and what it has.
    ///
    /// @param node by which presence knows it
    /// @param scheduler counts for others; never blocked
    /// @param ids makes new ones
    public record Self(UUID node, Scheduler scheduler, Supplier<UUID> ids, MeterRegistry meters) {}

    @Override
    public Mono<Seen> everywhere(PortalId portal, Chatflow draft) {
        var own = pages.wouldSee(portal, draft).map(List::of).defaultIfEmpty(List.of());
        return presence.living()
                .map(this::others)
                .flatMap(others ->
                        Mono.zip(own, asked(portal, draft, others))
                                .flatMap(it -> sum(it.getT1(), it.getT2(), others.size() + 1)));
    }

    private Set<UUID> others(Collection<UUID> living) {
        var others = new HashSet<>(living);
        others.remove(self.node);
        return others;
    }

    private static Mono<Seen> sum(List<Counted> own, List<Counted> others, int known) {
        var all = Stream.concat(own.stream(), others.stream()).toList();
        var names = all.stream().map(Counted::node).sorted().toList();
        var nobody = new Counted("", 0, 0, 0, 0);
        return all.isEmpty()
                ? Mono.empty()
                : Mono.just(new Seen(all.stream().reduce(nobody, Counted::and), names, known));
    }

    // ---- asking -------------------------------------------------------------------------------

    /// @return what came in time; never fails
    private Mono<List<Counted>> asked(PortalId portal, Chatflow draft, Set<UUID> others) {
        var question = self.ids.get();
        var event = new DraftAsked(portal, question, self.node, draft(draft));
        if (others.isEmpty()
                || questions.size() >= MAX_QUESTIONS
                || codec.encode(event).length > EventCodec.MAX_BYTES) {
            return Mono.just(List.of());
        }
        var replies = new Replies(others);
        return Mono.defer(
                        () -> {
                            questions.put(question, replies);
                            return broker.publish(new Topic.OfPortal(portal), event)
                                    .then(replies.complete());
                        })
                .timeout(PATIENCE, self.scheduler)
                .doFinally(_ -> questions.remove(question))
                .onErrorResume(e -> {
                    LOG.debug("not every node answered: {}", e.toString());
                    return Mono.empty();
                })
                .then(Mono.fromSupplier(replies::counted));
    }

    private static Draft draft(Chatflow it) {
        return new Draft(
                it.id(),
                it.inbox(),
                it.name(),
                it.position(),
                it.createdAt(),
                ChatflowJson.text(it.definition()));
    }

    // ---- hearing ------------------------------------------------------------------------------

    private void heard(Poll poll) {
        if (poll.node().equals(self.node)) {
            return;
        }
        switch (poll) {
            case DraftAsked asked -> answer(asked);
            case DraftCounted counted -> {
                var replies = questions.get(counted.question());
                if (replies != null) {
                    replies.take(counted);
                }
            }
        }
    }

    /// A few at once; who asks meanwhile is told by silence.
    private void answer(DraftAsked asked) {
        if (!answering.tryAcquire()) {
            self.meters.counter("chat.polls", "result", "busy").increment();
            return;
        }
        var _ =
                Mono.fromCallable(() -> chatflow(asked))
                        .subscribeOn(self.scheduler)
                        .flatMap(it -> pages.wouldSee(asked.portal(), it))
                        .flatMap(it ->
                                broker.publish(
                                        new Topic.OfPortal(asked.portal()), tally(asked, it)))
                        .doFinally(_ -> answering.release())
                        .subscribe(
                                _ -> {},
                                e -> LOG.debug("a question stays unanswered: {}", e.toString()),
                                self.meters.counter("chat.polls", "result", "ok")::increment);
    }

    private DraftCounted tally(DraftAsked asked, Counted it) {
        return new DraftCounted(
                asked.portal(),
                asked.question(),
                self.node,
                new Tally(it.node(), it.pageViews(), it.engaged(), it.now(), it.then()));
    }

    /// @return null for what no node of ours asks
    private @Nullable Chatflow chatflow(DraftAsked asked) {
        var draft = asked.draft();
        try {
            if (ChatflowJson.read(draft.definition())
                    instanceof Read.Good<Definition>(var definition)) {
                return new Chatflow(
                        draft.chatflow(),
                        asked.portal(),
                        draft.inbox(),
                        draft.name(),
                        true,
                        draft.position(),
                        1,
                        draft.createdAt(),
                        definition);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("no draft: {}", e.toString());
        }
        self.meters.counter("chat.polls", "result", "refused").increment();
        return null;
    }
}
