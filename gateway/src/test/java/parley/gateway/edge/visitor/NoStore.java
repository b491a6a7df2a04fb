package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import parley.gateway.conversation.Appends;
import parley.gateway.conversation.Bells;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.knowledge.store.ArticleSearch;
import parley.gateway.report.store.CountStore;
import parley.gateway.report.store.Counters;
import parley.gateway.report.store.SurveyAnswers;
import parley.gateway.session.Talking;
import parley.gateway.session.Visiting;
import parley.gateway.visitor.store.Visitors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A store that must not be asked: counts who does, and fails.
public final class NoStore {
    private final AtomicInteger calls = new AtomicInteger();
    private final ConversationStore store = untouched(ConversationStore.class);

    private <T> T untouched(Class<T> seam) {
        return seam.cast(
                Proxy.newProxyInstance(
                        NoStore.class.getClassLoader(),
                        new Class<?>[] {seam},
                        (_, method, _) -> {
                            calls.incrementAndGet();
                            return Mono.error(new IllegalStateException(method.getName()));
                        }));
    }

    public Talking talking() {
        var broker = new QuietBroker();
        var meters = new SimpleMeterRegistry();
        var errands = new Errands("test", 100, 4, meters);
        var bells = new Bells(broker, errands);
        var feeds = new Feeds(store, bells, errands, Schedulers.parallel(), meters);
        return new Talking(
                new Conversations(store, untouched(Appends.class), feeds, bells, _ -> {}),
                store,
                feeds,
                "e1",
                new Visiting(
                        untouched(Visitors.class),
                        untouched(ArticleSearch.class),
                        untouched(SurveyAnswers.class),
                        new Counters(
                                untouched(CountStore.class),
                                new UUID(1, 1),
                                Clock.systemUTC(),
                                new SimpleMeterRegistry()),
                        Clock.systemUTC()));
    }

    public int calls() {
        return calls.get();
    }
}
