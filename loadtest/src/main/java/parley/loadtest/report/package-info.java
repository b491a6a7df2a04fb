/// Drawing what was measured. Knows nothing of what it draws.
@NullMarked
package parley.loadtest.report;

import org.jspecify.annotations.NullMarked;
