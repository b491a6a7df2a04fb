package parley.gateway.app;

import parley.gateway.report.store.Counters;
import parley.gateway.visitor.store.Visitors;

/// What visitors' sessions ask beside conversations.
record VisitorRooms(Visitors visitors, Counters counters) {}
