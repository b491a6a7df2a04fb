/// The visitors' listener: plain Netty. One strict HTTP head per connection, then either a small
/// file or a WebSocket with one handler in its pipeline. [VisitorListener] opens it; a connection
/// goes [HeadHandler] → [Handshake] → [VisitorConnection] → `session.VisitorSession`.
@NullMarked
package parley.gateway.edge.visitor;

import org.jspecify.annotations.NullMarked;
