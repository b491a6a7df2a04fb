/// Virtual visitors and agents who behave as our own clients do and write down everything they did
/// and saw. The public protocol alone; one virtual thread a client. Start reading at [Crowd].
@NullMarked
package parley.loadtest.crowd;

import org.jspecify.annotations.NullMarked;
