/// One live connection: state, outbox, heartbeat, resume; the registry of them.
@NullMarked
package parley.gateway.session;

import org.jspecify.annotations.NullMarked;
