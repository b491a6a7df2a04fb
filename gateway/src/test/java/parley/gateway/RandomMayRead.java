package parley.gateway;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/// Random bytes come from `/dev/urandom`: a read of a file that never waits. The login of
/// PostgreSQL needs some on its event loop.
public final class RandomMayRead implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
