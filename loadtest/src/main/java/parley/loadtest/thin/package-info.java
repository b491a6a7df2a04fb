/// One client's WebSocket connection over Netty, as small as can be, for programs that hold
/// thousands.
@NullMarked
package parley.loadtest.thin;

import org.jspecify.annotations.NullMarked;
