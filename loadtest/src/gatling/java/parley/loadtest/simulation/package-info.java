/// Gatling simulations against a running gateway. Compiled and run with `-Pload` alone.
@NullMarked
package parley.loadtest.simulation;

import org.jspecify.annotations.NullMarked;
