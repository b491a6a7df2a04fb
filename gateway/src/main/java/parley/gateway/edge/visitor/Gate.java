package parley.gateway.edge.visitor;

import parley.gateway.session.VisitorSessions;

/// What every connection needs until it is a WebSocket; one for all.
record Gate(
        VisitorListenerConfig config,
        Handshake handshake,
        VisitorSessions sessions,
        WebSocketReader reader,
        HandshakeMetrics metrics) {}
