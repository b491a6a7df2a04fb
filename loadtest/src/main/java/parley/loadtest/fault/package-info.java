/// The rows of the fault table (faults.md §3), a class each: what is done, and what must hold.
@NullMarked
package parley.loadtest.fault;

import org.jspecify.annotations.NullMarked;
