/// What one node tells the others: topics, events, and the broker that carries them.
@NullMarked
package parley.gateway.fanout;

import org.jspecify.annotations.NullMarked;
