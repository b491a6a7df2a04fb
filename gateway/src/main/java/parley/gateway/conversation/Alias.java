package parley.gateway.conversation;

import org.jspecify.annotations.Nullable;

/// The brand that visitors of a conversation see instead of its agents, as it was when the
/// conversation began (D4, HDR-11).
///
/// @param image null for none
public record Alias(String name, @Nullable String image) {}
