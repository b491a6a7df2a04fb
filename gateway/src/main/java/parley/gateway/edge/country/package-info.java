/// Which country an address is in (decision 0014). Start reading at [Countries]. May import nothing
/// of ours; the only place that knows the library that reads such files.
@NullMarked
package parley.gateway.edge.country;

import org.jspecify.annotations.NullMarked;
