/// Which chatflow a page view gets: compile rules, match, explain. Plain Java: time is an argument,
/// no I/O.
@NullMarked
package parley.gateway.chatflow;

import org.jspecify.annotations.NullMarked;
