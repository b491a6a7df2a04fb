package parley.gateway.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.protocol.value.ConversationId;
import parley.protocol.value.PortalId;

/// What every broker does. A test class per implementation implements it.
public interface BrokerContract {
    /// How long to wait for what must come.
    Duration PATIENCE = Duration.ofSeconds(10);

    /// A running broker whose link stands.
    Broker broker();

    /// Another node's.
    Broker otherNode();

    @Test
    @DisplayName("a follower hears what any node publishes on its topic, in each node's order")
    default void inOrder() throws InterruptedException {
        var topic = new Topic.OfConversation(new ConversationId(UUID.randomUUID()));
        var heard = new Heard();
        try (var _ = following(topic, heard)) {
            for (int i = 0; i < 100; i++) {
                publish(otherNode(), topic, portalChanged(i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(heard.next()).isEqualTo(portalChanged(i));
            }
            publish(broker(), topic, portalChanged(7));
            assertThat(heard.next()).isEqualTo(portalChanged(7));
        }
    }

    @Test
    @DisplayName("a follower hears nothing of other topics, and nothing after it closed")
    default void onlyItsOwn() throws InterruptedException {
        var here = new Topic.OfConversation(new ConversationId(UUID.randomUUID()));
        var elsewhere = new Topic.OfConversation(new ConversationId(UUID.randomUUID()));
        var heard = new Heard();
        var other = new Heard();
        var following = following(here, heard);
        try (var _ = following(here, other)) {
            publish(otherNode(), elsewhere, portalChanged(1));
            publish(otherNode(), here, portalChanged(2));
            assertThat(heard.next()).isEqualTo(portalChanged(2));
            assertThat(other.next()).isEqualTo(portalChanged(2));
            following.close();
            following.close();
            publish(otherNode(), here, portalChanged(3));
            assertThat(other.next()).isEqualTo(portalChanged(3));
            assertThat(heard.events).isEmpty();
        }
    }

    @Test
    @DisplayName("a follower that throws takes nothing from the others")
    default void throwing() throws InterruptedException {
        var topic = new Topic.OfConversation(new ConversationId(UUID.randomUUID()));
        var heard = new Heard();
        try (var _ =
                        following(
                                topic,
                                _ -> {
                                    throw new IllegalStateException("on purpose");
                                });
                var _ = following(topic, heard)) {
            publish(otherNode(), topic, portalChanged(1));
            assertThat(heard.next()).isEqualTo(portalChanged(1));
        }
    }

    @Test
    @DisplayName("publishing where nobody follows completes")
    default void nobody() {
        publish(
                broker(),
                new Topic.OfConversation(new ConversationId(UUID.randomUUID())),
                portalChanged(1));
    }

    /// Follows on [#broker] and waits until the subscription stands.
    default Broker.Following following(Topic topic, Consumer<Event> listener) {
        return java.util.Objects.requireNonNull(broker().follow(topic, listener).block(PATIENCE));
    }

    /// Publishes and waits until the broker took it.
    static void publish(Broker broker, Topic topic, Event event) {
        broker.publish(topic, event).block(PATIENCE);
    }

    /// The i-th of many events that differ.
    static Event portalChanged(int i) {
        return new Event.PortalChanged(new PortalId(new UUID(0, i)));
    }

    /// What a follower heard.
    final class Heard implements Consumer<Event> {
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

        @Override
        public void accept(Event event) {
            events.add(event);
        }

        /// The next event; null if none comes.
        public Event next() throws InterruptedException {
            return events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
