/// Stored answers, counts and first replies. The seams that `postgres` fills.
@NullMarked
package parley.gateway.report.store;

import org.jspecify.annotations.NullMarked;
