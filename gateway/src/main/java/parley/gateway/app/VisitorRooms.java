package parley.gateway.app;

import parley.gateway.report.store.Counters;
import parley.gateway.session.preview.PreviewTokens;
import parley.gateway.visitor.store.Visitors;

/// What visitors' sessions ask beside conversations.
///
/// @param previews makes and judges links that show drafts
record VisitorRooms(Visitors visitors, Counters counters, PreviewTokens previews) {}
