/// PostgreSQL and Redis, the real servers, started by the gateway itself when none are configured:
/// for trying Parley out and for its tests, never for production (decisions/0004).
///
/// Start reading at [EmbeddedServers].
@NullMarked
package parley.gateway.app.embedded;

import org.jspecify.annotations.NullMarked;
