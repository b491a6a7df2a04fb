package parley.protocol.frame;

import org.jspecify.annotations.Nullable;

/// The page a visitor is on, as the browser reports it. Cut and cleaned by the decoder, never
/// trusted: `url` is at most 8,192 characters, `title` 512, `referrer` 2,048.
public record Page(String url, @Nullable String title, @Nullable String referrer) {}
