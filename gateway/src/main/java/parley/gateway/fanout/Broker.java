package parley.gateway.fanout;

import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/// Carries events between nodes, its own included. At most once; what is lost is found by seq.
/// Implementations pass `BrokerContract`.
public interface Broker {
    /// Tells every node that follows the topic. Call it after the commit, never before.
    ///
    /// @return completes when the broker took the event, which says nothing of delivery; fails with
    ///   [BrokerUnavailable] when it did not within its deadline. Losing it loses nothing but time.
    Mono<Void> publish(Topic topic, Event event);

    /// Follows a topic until closed. The listener is called on a thread of the broker and must
    /// return at once: it enqueues, it does not work. What it throws is logged and dropped.
    ///
    /// @return completes with the handle once the subscription stands, or at once in a degraded
    ///   state while the link is down: the broker subscribes again by itself
    Mono<Following> follow(Topic topic, Consumer<Event> listener);

    /// Calls the listener whenever events may have been lost: a disconnect, a reconnect, a repeated
    /// subscription (contract §4, detector a). Same rules as for [#follow].
    Following onSuspicion(Runnable listener);

    /// Whether the link stands now.
    boolean connected();

    /// A subscription; closing it twice is harmless.
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /// The broker did not take an event.
    final class BrokerUnavailable extends RuntimeException {
        /// @param message what could not be done
        /// @param cause what the client library reported
        public BrokerUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
