/// Stored articles. The seam that `postgres` fills.
@NullMarked
package parley.gateway.knowledge.store;

import org.jspecify.annotations.NullMarked;
