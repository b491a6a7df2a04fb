/// The listener for whoever operates the gateway: health, metrics. Never reachable from outside.
@NullMarked
package parley.gateway.edge.ops;

import org.jspecify.annotations.NullMarked;
