package parley.gateway.edge.visitor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import parley.gateway.conversation.ConversationStore;
import parley.gateway.conversation.Conversations;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.Feeds;
import parley.gateway.session.Talking;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// A store that must not be asked: counts who does, and fails.
public final class NoStore {
    private final AtomicInteger calls = new AtomicInteger();
    private final ConversationStore store =
            (ConversationStore)
                    Proxy.newProxyInstance(
                            NoStore.class.getClassLoader(),
                            new Class<?>[] {ConversationStore.class},
                            (_, method, _) -> {
                                calls.incrementAndGet();
                                return Mono.error(new IllegalStateException(method.getName()));
                            });

    public Talking talking() {
        var broker = new QuietBroker();
        var meters = new SimpleMeterRegistry();
        var errands = new Errands("test", 100, 4, meters);
        var feeds = new Feeds(store, broker, errands, Schedulers.parallel(), meters);
        return new Talking(new Conversations(store, broker, feeds, errands), store, feeds, "e1");
    }

    public int calls() {
        return calls.get();
    }
}
