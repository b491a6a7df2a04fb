/// Programs that try a running gateway from outside, by its public protocol alone.
@NullMarked
package parley.loadtest;

import org.jspecify.annotations.NullMarked;
