/// Stored portals and tokens. The seams that `postgres` fills, and signing in over them.
@NullMarked
package parley.gateway.access.store;

import org.jspecify.annotations.NullMarked;
