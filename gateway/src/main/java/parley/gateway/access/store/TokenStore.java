package parley.gateway.access.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.ApiToken;
import parley.gateway.access.Principal;
import parley.protocol.value.AgentId;
import parley.protocol.value.PortalId;
import reactor.core.publisher.Mono;

/// Durable truth about API tokens. Secrets are never stored.
public interface TokenStore {
    /// The token with this prefix and whom it stands for, as both are now; empty if there is none,
    /// or if its agent or portal is not active any more. The secret is the caller's to check.
    Mono<Found> find(String prefix);

    /// Stores a new token of an agent.
    ///
    /// @param expiresAt null: never
    /// @return false if the portal has no such agent
    Mono<Boolean> create(
            PortalId portal, AgentId agent, ApiToken token, @Nullable Instant expiresAt);

    /// The tokens of one agent, newest first.
    Mono<List<Listed>> list(PortalId portal, AgentId agent);

    /// Revokes a token for ever.
    ///
    /// @return false if the agent has no such token; true also if it was revoked before
    Mono<Boolean> revoke(PortalId portal, AgentId agent, String prefix);

    /// @param hash SHA-256 of the secret, in hexadecimal
    record Found(
            String hash,
            Principal principal,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /// What may be shown of a token.
    record Listed(
            String prefix,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}
}
