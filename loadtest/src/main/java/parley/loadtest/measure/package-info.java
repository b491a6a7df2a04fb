/// Latencies from when something was due, and the report of a run: one table, one plot, and where
/// they come from. Knows nothing of what is measured.
@NullMarked
package parley.loadtest.measure;

import org.jspecify.annotations.NullMarked;
