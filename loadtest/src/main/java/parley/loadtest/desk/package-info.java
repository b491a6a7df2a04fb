/// Simulated agents who answer every visitor of a load test, by the public protocol alone.
@NullMarked
package parley.loadtest.desk;

import org.jspecify.annotations.NullMarked;
