/// The words everything else is said in: typed identifiers, checked scalars, and the entry of a
/// conversation's log. Imports nothing but the JDK.
@NullMarked
package parley.protocol.value;

import org.jspecify.annotations.NullMarked;
