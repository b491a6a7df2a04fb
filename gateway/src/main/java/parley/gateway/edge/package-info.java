/// HTTP and WebSocket, in and out: visitor, agent, admin, ops; admission.
@NullMarked
package parley.gateway.edge;

import org.jspecify.annotations.NullMarked;
