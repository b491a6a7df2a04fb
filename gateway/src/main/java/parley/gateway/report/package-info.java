/// Surveys, counters per chatflow, measured reply times.
@NullMarked
package parley.gateway.report;

import org.jspecify.annotations.NullMarked;
