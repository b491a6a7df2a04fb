/// How sockets are driven, for every room that has some.
@NullMarked
package parley.gateway.transport;

import org.jspecify.annotations.NullMarked;
