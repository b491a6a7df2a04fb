package parley.gateway.postgres.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Errands;
import parley.gateway.conversation.StoreUnavailable;
import parley.gateway.edge.visitor.QuietBroker;
import parley.gateway.fanout.Event;
import parley.gateway.fanout.Topic;
import parley.protocol.value.PortalId;
import reactor.core.Disposable;

@DisplayName("The doorbell of a change whose commit was not heard of")
class DoorbellTest {
    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final List<Event> rung = new ArrayList<>();
    private final QuietBroker broker = new QuietBroker();
    private final Errands errands = new Errands("test", 10, 1, new SimpleMeterRegistry());
    private final Doorbell doorbell = new Doorbell(broker, errands);
    private Disposable running;

    @BeforeEach
    void listen() {
        running = errands.run().subscribe();
        var _ = broker.follow(new Topic.OfPortal(portal), rung::add).block();
    }

    @AfterEach
    void stop() {
        running.dispose();
    }

    @Test
    @DisplayName("rings: it may have happened")
    void unknown() {
        doorbell.unsure(portal).accept(new StoreUnavailable("no answer", null));
        doorbell.unsure(portal, null).accept(new StoreUnavailable("no answer", null));
        assertThat(rung)
                .containsExactly(
                        new Event.PortalChanged(portal), new Event.ContactChanged(portal, null));
    }

    @Test
    @DisplayName("does not ring for what was refused: it has not happened")
    void refused() {
        doorbell.unsure(portal).accept(new IllegalArgumentException("no"));
        assertThat(rung).isEmpty();
    }
}
