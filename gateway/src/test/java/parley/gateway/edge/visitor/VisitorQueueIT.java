package parley.gateway.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.postgres.StoreFixture.get;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Places.Place;
import parley.gateway.session.SendLimit;
import parley.protocol.value.ConversationId;

@DisplayName("A visitor in the queue")
class VisitorQueueIT {
    private final Map<ConversationId, Consumer<Place>> watched = new ConcurrentHashMap<>();
    private final ChatNode node =
            new ChatNode(
                    SendLimit.PEOPLE,
                    (_, conversation, listener) -> {
                        watched.put(conversation, listener);
                        return () -> watched.remove(conversation);
                    });

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @DisplayName("PEER-25, CAP-02: is told the place over the socket, until there is an agent")
    void place() {
        try (var tab = node.connected()) {
            var chat = tab.start("hello");
            Waiting.until(() -> watched.containsKey(chat));
            watched.get(chat).accept(new Place(2, 120));
            assertThat(tab.next("queue"))
                    .contains("\"position\":2")
                    .contains("\"waitSeconds\":120");
            watched.get(chat).accept(new Place(1, null));
            assertThat(tab.next("queue")).contains("\"position\":1").doesNotContain("waitSeconds");
            var anna = node.stored().anna;
            get(node.conversations().assign(node.portal(), chat, anna, anna));
            Waiting.until(() -> !watched.containsKey(chat));
        }
    }

    @Test
    @DisplayName(
            "CAP-27: does not count as waiting once the page is gone, and does when it is back")
    void leaves() {
        var tab = node.connected();
        var chat = tab.start("hello");
        Waiting.until(() -> watched.containsKey(chat));
        tab.close();
        Waiting.until(() -> !watched.containsKey(chat));
        try (var _ = tab.again(null)) {
            Waiting.until(() -> watched.containsKey(chat));
        }
    }
}
