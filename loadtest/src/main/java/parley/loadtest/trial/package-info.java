/// The chaos harness as a program: a cluster, a crowd, faults one after another, the checker over
/// all of it, a report. Start reading at [Trial].
@NullMarked
package parley.loadtest.trial;

import org.jspecify.annotations.NullMarked;
