/// The broker, over Lettuce: doorbells only.
@NullMarked
package parley.gateway.redis;

import org.jspecify.annotations.NullMarked;
