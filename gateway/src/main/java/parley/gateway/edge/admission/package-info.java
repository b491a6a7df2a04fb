/// Whether a new connection is let in: how many there are, how fast they come, from where.
@NullMarked
package parley.gateway.edge.admission;

import org.jspecify.annotations.NullMarked;
