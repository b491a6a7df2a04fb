package parley.gateway.app.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The example as its file says it; channels and definitions in the form of the REST API.
///
/// @param agents those who answer
/// @param chatflows in the order in which they are tried
public record ExamplePortal(
        PortalPart portal,
        List<AgentPart> agents,
        List<TeamPart> teams,
        List<InboxPart> inboxes,
        List<ChatflowPart> chatflows) {
    /// The portal itself.
    record PortalPart(UUID id, String name, List<String> origins) {}

    /// Somebody who answers.
    record AgentPart(
            UUID id,
            String name,
            String firstName,
            String email,
            String role,
            Set<String> permissions,
            int capacity) {}

    /// @param main its main members
    record TeamPart(UUID id, String name, List<UUID> main) {}

    /// Where conversations arrive.
    record InboxPart(UUID id, String name, Set<UUID> agents, Set<UUID> teams, JsonNode channel) {}

    /// A chatflow; it is published at once.
    record ChatflowPart(UUID id, UUID inbox, String name, JsonNode definition) {}

    /// Reads the file.
    ///
    /// @param agentUrl where the demo shop is served
    /// @throws IllegalArgumentException says what is wrong with it
    public static ExamplePortal read(Path file, String agentUrl) {
        try {
            var text = Files.readString(file).replace("{{agent-url}}", agentUrl);
            return YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build()
                    .readValue(text, ExamplePortal.class);
        } catch (IOException | JacksonException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
