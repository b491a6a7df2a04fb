/// What a node does with itself before it lets anybody in: a new JVM is five to eight times slower
/// until its hot paths are compiled.
@NullMarked
package parley.gateway.app.rehearsal;

import org.jspecify.annotations.NullMarked;
