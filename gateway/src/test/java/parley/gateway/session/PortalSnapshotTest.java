package parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import parley.gateway.access.Origins;
import parley.gateway.access.Portal;
import parley.gateway.availability.Agent;
import parley.gateway.availability.AgentBuilder;
import parley.gateway.availability.AgentState;
import parley.gateway.availability.Channel;
import parley.gateway.availability.Colour;
import parley.gateway.availability.Inbox;
import parley.gateway.availability.Placement;
import parley.gateway.availability.Staff;
import parley.gateway.chatflow.Chatflow;
import parley.gateway.chatflow.Definition;
import parley.protocol.value.AgentId;
import parley.protocol.value.InboxId;

@DisplayName("A portal's snapshot shows what the one before showed")
class PortalSnapshotTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final InboxId INBOX = new InboxId(new UUID(2, 1));
    private static final Chatflow CHATFLOW =
            TestPortals.chatflow(AgentBuilder.PORTAL, INBOX, 1, Definition.initial());

    private final AgentBuilder alice = AgentBuilder.agent(1).load(0, 2);
    private final PortalSnapshot before = of(CHATFLOW, alice.state());

    @Test
    @DisplayName("if an agent got a conversation and has room still, or a lease was renewed")
    void unseen() {
        assertThat(of(CHATFLOW, alice.load(1, 2).state()).showsAs(before)).isTrue();
        assertThat(of(CHATFLOW, alice.leaseUntil(NOW.plusSeconds(40)).state()).showsAs(before))
                .isTrue();
        assertThat(before.at(NOW.plusSeconds(3)).showsAs(before)).isTrue();
    }

    @Test
    @DisplayName("not if the last agent has no room any more, is switched to away, or is gone")
    void availability() {
        assertThat(of(CHATFLOW, alice.load(2, 2).state()).showsAs(before)).isFalse();
        var away = AgentBuilder.agent(1).status(Agent.Status.AWAY).state();
        assertThat(of(CHATFLOW, away).showsAs(before)).isFalse();
        assertThat(of(CHATFLOW).showsAs(before)).isFalse();
    }

    @Test
    @DisplayName("not if an agent's lease ran out, though another one is there: who chats sees it")
    void lease() {
        var bob = AgentBuilder.agent(2);
        var both = of(CHATFLOW, alice.state(), bob.state());
        var lost = bob.leaseUntil(NOW.minusSeconds(1)).state();
        assertThat(of(CHATFLOW, alice.state(), lost).showsAs(both)).isFalse();
    }

    @Test
    @DisplayName("not if a name or a chatflow was edited")
    void edited() {
        assertThat(of(CHATFLOW, alice.named("Alicia").state()).showsAs(before)).isFalse();
        var other = TestPortals.chatflow(AgentBuilder.PORTAL, INBOX, 1, Definition.initial());
        assertThat(of(other, AgentBuilder.agent(1).load(0, 2).state()).showsAs(before)).isFalse();
    }

    private static PortalSnapshot of(Chatflow chatflow, AgentState... agents) {
        var states = new HashMap<AgentId, AgentState>();
        for (var it : agents) {
            states.put(it.agent().id(), it);
        }
        var channel =
                new Channel(
                        new Colour("#2255aa"),
                        new Placement(Placement.Side.RIGHT, 0, 0),
                        new Channel.Mode.Agents(new Channel.Hide()),
                        new Channel.Hide(),
                        Channel.ReplyTime.MINUTES);
        var inbox =
                new Inbox(
                        AgentBuilder.PORTAL,
                        INBOX,
                        "Support",
                        channel,
                        Set.of(AgentBuilder.id(1), AgentBuilder.id(2)),
                        Set.of(),
                        1);
        var portal =
                new Portal(
                        AgentBuilder.PORTAL,
                        "Example Shop",
                        Origins.of(List.of(TestPortals.ORIGIN)),
                        true,
                        true,
                        1);
        return PortalSnapshot.of(
                new PortalFacts(
                        portal,
                        List.of(chatflow),
                        Map.of(INBOX, inbox),
                        new Staff(states, Map.of())),
                NOW);
    }
}
