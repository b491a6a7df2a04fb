package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.session.Lane.Place;
import parley.gateway.session.Lane.Timed;
import parley.protocol.frame.ClientFrame.Send;
import parley.protocol.value.ClientMessageId;
import parley.protocol.value.MessageText;

@DisplayName("A lane of sends")
class LaneTest {
    private final Lane lane = new Lane();

    @Test
    @DisplayName("lets one through at a time, the others in order behind it")
    void inOrder() {
        var one = send();
        var two = send();
        var three = send();
        assertThat(lane.enter(one)).isEqualTo(Place.FIRST);
        assertThat(lane.enter(two)).isEqualTo(Place.WAITS);
        assertThat(lane.enter(three)).isEqualTo(Place.WAITS);
        assertThat(lane.settled()).isSameAs(two);
        assertThat(lane.settled()).isSameAs(three);
        assertThat(lane.settled()).isNull();
        assertThat(lane.idle()).isTrue();
    }

    @Test
    @DisplayName("holds sixteen and refuses the next, and all after it until it comes again")
    void bounded() {
        assertThat(lane.enter(send())).isEqualTo(Place.FIRST);
        for (int i = 0; i < Lane.MAX_WAITING; i++) {
            assertThat(lane.enter(send())).isEqualTo(Place.WAITS);
        }
        var refused = send();
        assertThat(lane.enter(refused)).isEqualTo(Place.BLOCKED);
        assertThat(lane.settled()).isNotNull();
        assertThat(lane.enter(send())).isEqualTo(Place.BLOCKED);
        assertThat(lane.enter(refused)).isEqualTo(Place.WAITS);
    }

    @Test
    @DisplayName("after an unknown outcome nothing passes until that one is sent again")
    void goBackN() {
        var unknown = send();
        var behind = send();
        assertThat(lane.enter(unknown)).isEqualTo(Place.FIRST);
        assertThat(lane.enter(behind)).isEqualTo(Place.WAITS);
        assertThat(lane.unknown(unknown.send().cmid())).containsExactly(behind);
        assertThat(lane.enter(behind)).isEqualTo(Place.BLOCKED);
        assertThat(lane.enter(unknown)).isEqualTo(Place.FIRST);
        assertThat(lane.enter(behind)).isEqualTo(Place.WAITS);
    }

    private static Timed send() {
        var cmid = new ClientMessageId(UUID.randomUUID());
        return new Timed(
                new Send(cmid, null, false, new MessageText("hi")),
                Timer.start(new SimpleMeterRegistry()));
    }
}
