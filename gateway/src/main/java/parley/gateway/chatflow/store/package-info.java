/// What is known of stored chatflows. The seam that `postgres` fills.
@NullMarked
package parley.gateway.chatflow.store;

import org.jspecify.annotations.NullMarked;
