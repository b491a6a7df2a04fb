package parley.gateway.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.conversation.Office.until;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.conversation.Places.Place;
import parley.protocol.value.AgentId;
import parley.protocol.value.ChatflowId;
import parley.protocol.value.ConversationId;

@DisplayName("Who waits for an agent with room is told the place in the queue")
class PlacesIT {
    private final Office office = new Office();
    private final OfficeNode node = new OfficeNode(office);
    private final OfficeNode other = new OfficeNode(office);
    private final Places places = node.places();
    private final AgentId a = office.agent(1);
    private final ChatflowId chatflow = office.assigning(List.of(a), List.of());

    @AfterEach
    void close() {
        node.close();
        other.close();
        office.close();
    }

    @Test
    @DisplayName("CAP-02: position 1; the next one 2, and 1 once the first has an agent; no more")
    void position() {
        var busy = node.chat(chatflow);
        until(() -> a.equals(office.assignee(busy)));
        var first = node.chat(chatflow);
        var second = node.chat(chatflow);
        var toldFirst = watched(first);
        var toldSecond = watched(second);
        until(() -> toldFirst.size() == 1 && toldSecond.size() == 1);
        assertThat(toldFirst).containsExactly(new Place(1, null));
        assertThat(toldSecond).containsExactly(new Place(2, null));
        for (int i = 0; i < 5; i++) {
            node.chat(chatflow);
        }
        other.closes(a, busy);
        until(() -> toldSecond.size() == 2);
        assertThat(toldSecond.getLast().position()).isEqualTo(1);
        assertThat(toldSecond.getLast().waitSeconds())
                .as("one conversation took a moment")
                .isEqualTo(60);
        assertThat(toldFirst).as("heard nothing that was no news").hasSize(1);
    }

    @Test
    @DisplayName("the expected wait is told by how long conversations lately took")
    void expectedWait() {
        for (int i = 0; i < 3; i++) {
            var done = node.chat(chatflow);
            until(() -> a.equals(office.assignee(done)));
            node.closes(a, done);
        }
        office.stored.sql(
                "UPDATE conversation SET assigned_at = closed_at - interval '5 min'"
                        + " WHERE portal = ?",
                office.portal().value());
        var busy = node.chat(chatflow);
        until(() -> a.equals(office.assignee(busy)));
        var told = watched(node.chat(chatflow));
        until(() -> told.contains(new Place(1, 300)));
    }

    @Test
    @DisplayName(
            "CAP-10: nothing is told while nobody is there; CAP-27: whoever is watched is seen")
    void away() {
        office.set(a, "status = 'away'");
        var chat = node.chat(chatflow);
        var told = watched(chat);
        until(() ->
                office.count(
                                "SELECT count(*) FROM waiting_visitor WHERE conversation = ?"
                                        + " AND seen_at > now() - interval '20 s'",
                                chat.value())
                        == 1);
        assertThat(told).isEmpty();
    }

    private List<Place> watched(ConversationId conversation) {
        var told = new CopyOnWriteArrayList<Place>();
        var _ = places.watch(office.portal(), conversation, told::add);
        return told;
    }
}
