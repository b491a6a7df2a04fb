/// As many widgets as one machine can hold, on a thin Netty client: for what Gatling cannot.
@NullMarked
package parley.loadtest.capacity;

import org.jspecify.annotations.NullMarked;
