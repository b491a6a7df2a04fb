package parley.gateway.edge.rest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import parley.gateway.session.PageViews;
import parley.gateway.session.preview.PreviewTokens;

/// What is injected so that tests can hold it still.
///
/// @param ids makes new ones
/// @param random a cryptographically strong source
/// @param pages that are connected, to whichever node
/// @param previews makes links that show drafts
public record RestTools(
        Clock clock,
        Supplier<UUID> ids,
        RandomGenerator random,
        MeterRegistry meters,
        PageViews pages,
        PreviewTokens previews) {}
