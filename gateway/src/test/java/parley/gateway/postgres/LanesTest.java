package parley.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Append;
import parley.protocol.value.Actor;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.ConversationId;
import parley.protocol.value.MessageText;
import parley.protocol.value.PortalId;
import parley.protocol.value.Stream;
import parley.protocol.value.VisitorId;

@DisplayName("What waits for a writer")
class LanesTest {
    private static final long NOW = 0;

    private final PortalId portal = new PortalId(UUID.randomUUID());
    private final ConversationId a = new ConversationId(UUID.randomUUID());
    private final ConversationId b = new ConversationId(UUID.randomUUID());
    private final Lanes lanes = new Lanes(100, 50);

    @Test
    @DisplayName("is taken in the order of each conversation")
    void order() {
        offer(portal, a, "a1", "a2", "a3");
        offer(portal, b, "b1");

        assertThat(texts(lanes.take(10, NOW))).containsExactly("a1", "a2", "a3", "b1");
        assertThat(lanes.size()).isZero();
    }

    @Test
    @DisplayName("is not taken while its conversation is out")
    void out() {
        offer(portal, a, "a1");
        lanes.take(10, NOW);
        offer(portal, a, "a2");

        assertThat(lanes.hasReady()).isFalse();
        assertThat(lanes.take(10, NOW)).isEmpty();
        lanes.back(List.of(a), List.of());
        assertThat(texts(lanes.take(10, NOW))).containsExactly("a2");
    }

    @Test
    @DisplayName("goes back to the head of its lane when it was busy, before what came meanwhile")
    void busy() {
        offer(portal, a, "a1", "a2");
        var batch = lanes.take(10, NOW);
        offer(portal, a, "a3");
        lanes.back(List.of(a), batch);

        assertThat(texts(lanes.take(10, NOW))).containsExactly("a1", "a2", "a3");
    }

    @Test
    @DisplayName("of one conversation fills half a batch at most")
    void hotRow() {
        offer(portal, a, IntStream.range(0, 20).mapToObj(i -> "a" + i).toArray(String[]::new));
        offer(portal, b, "b1");

        assertThat(texts(lanes.take(8, NOW))).containsExactly("a0", "a1", "a2", "a3", "b1");
    }

    @Test
    @DisplayName("of one portal does not keep another portal's waiting: they take turns")
    void fair() {
        for (int i = 0; i < 40; i++) {
            offer(portal, new ConversationId(UUID.randomUUID()), "busy" + i);
        }
        offer(new PortalId(UUID.randomUUID()), b, "quiet");

        assertThat(texts(lanes.take(4, NOW))).contains("quiet");
    }

    @Test
    @DisplayName("is refused when too much waits, in all or in one conversation")
    void bounds() {
        for (int i = 0; i < 50; i++) {
            assertThat(lanes.offer(item(portal, a, "a" + i))).isTrue();
        }
        assertThat(lanes.offer(item(portal, a, "one too many"))).isFalse();
        for (int i = 0; i < 50; i++) {
            assertThat(lanes.offer(item(portal, b, "b" + i))).isTrue();
        }
        assertThat(lanes.offer(item(portal, new ConversationId(UUID.randomUUID()), "too many")))
                .isFalse();
    }

    @Test
    @DisplayName("is dropped when its sender has been told already that the outcome is unknown")
    void late() {
        offer(portal, a, "a1");

        assertThat(lanes.take(10, 1_000)).isEmpty();
        assertThat(lanes.size()).isZero();
        assertThat(lanes.hasReady()).isFalse();
    }

    private void offer(PortalId of, ConversationId conversation, String... texts) {
        for (var text : texts) {
            assertThat(lanes.offer(item(of, conversation, text))).isTrue();
        }
    }

    private static PendingAppend item(PortalId of, ConversationId conversation, String text) {
        return new PendingAppend(
                new Append(
                        of,
                        conversation,
                        Stream.PUBLIC,
                        new Actor.Visitor(new VisitorId(UUID.randomUUID())),
                        new ClientMessageId(UUID.randomUUID()),
                        new MessageText(text)),
                1_000);
    }

    private static List<String> texts(List<PendingAppend> batch) {
        var texts = new ArrayList<String>();
        batch.forEach(it -> texts.add(it.append().text().value()));
        return texts;
    }
}
