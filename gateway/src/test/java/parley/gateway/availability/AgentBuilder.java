package parley.gateway.availability;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;

/// Makes an agent for a test. Unless told otherwise: active, with a seat, switched to available
/// long ago, without working hours, connected for ever, without conversations and without a limit.
public final class AgentBuilder {
    /// The portal of all of them.
    public static final PortalId PORTAL = new PortalId(new UUID(1, 0));

    private final AgentId id;
    private String name = "Alice";
    private boolean active = true;
    private boolean seat = true;
    private Agent.Duty duty = new Agent.Duty(Agent.Status.AVAILABLE, Instant.EPOCH, null, null);
    private Agent.Load load = new Agent.Load(0, null, null);
    private @Nullable Instant leaseUntil = Instant.MAX;

    private AgentBuilder(AgentId id) {
        this.id = id;
    }

    public static AgentBuilder agent(AgentId id) {
        return new AgentBuilder(id);
    }

    public static AgentBuilder agent(int number) {
        return new AgentBuilder(id(number));
    }

    /// The id of the agent with a number.
    public static AgentId id(int number) {
        return new AgentId(new UUID(4, number));
    }

    public AgentBuilder named(String other) {
        name = other;
        return this;
    }

    public AgentBuilder active(boolean other) {
        active = other;
        return this;
    }

    public AgentBuilder seat(boolean other) {
        seat = other;
        return this;
    }

    public AgentBuilder duty(Agent.Duty other) {
        duty = other;
        return this;
    }

    /// Set at the epoch, without working hours.
    public AgentBuilder status(Agent.Status other) {
        duty = new Agent.Duty(other, Instant.EPOCH, null, null);
        return this;
    }

    public AgentBuilder load(int open, @Nullable Integer capacity) {
        load = new Agent.Load(open, capacity, load.lastAssignedAt());
        return this;
    }

    public AgentBuilder load(Agent.Load other) {
        load = other;
        return this;
    }

    /// Null: not connected.
    public AgentBuilder leaseUntil(@Nullable Instant other) {
        leaseUntil = other;
        return this;
    }

    public AgentState state() {
        var profile = new Agent.Profile(name, name, name + "@example.com", null);
        return new AgentState(
                new Agent(PORTAL, id, profile, active, seat, duty, load, 1), leaseUntil);
    }
}
