/// Hours, agent status, capacity: is this team open, and when next. Plain Java: time is an
/// argument.
@NullMarked
package parley.gateway.availability;

import org.jspecify.annotations.NullMarked;
