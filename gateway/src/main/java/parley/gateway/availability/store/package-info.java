/// Stored inboxes, teams, agents and their live state. The seam that `postgres` fills.
@NullMarked
package parley.gateway.availability.store;

import org.jspecify.annotations.NullMarked;
