/// Stored contacts and what is known of visitors. The seams that `postgres` fills.
@NullMarked
package parley.gateway.visitor.store;

import org.jspecify.annotations.NullMarked;
