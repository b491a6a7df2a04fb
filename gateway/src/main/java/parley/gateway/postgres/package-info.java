/// The stores, over R2DBC. SQL lives here and nowhere else.
@NullMarked
package parley.gateway.postgres;

import org.jspecify.annotations.NullMarked;
