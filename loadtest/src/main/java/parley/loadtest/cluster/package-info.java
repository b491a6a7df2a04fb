/// A whole deployment as child processes: PostgreSQL, Redis, gateway nodes, a chaos proxy on every
/// link between them. Start reading at [Cluster].
///
/// Linux alone: processes are frozen with signals, and found after a crash by their working folder.
@NullMarked
package parley.loadtest.cluster;

import org.jspecify.annotations.NullMarked;
