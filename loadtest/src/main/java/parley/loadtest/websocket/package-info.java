/// A small WebSocket client over a plain socket, for tests that must break connections in ways that
/// well-behaved clients do not offer: half a frame, a reset in mid-send.
@NullMarked
package parley.loadtest.websocket;

import org.jspecify.annotations.NullMarked;
