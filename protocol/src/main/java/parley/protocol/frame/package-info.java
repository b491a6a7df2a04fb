/// The frames a browser and the gateway exchange, and the codec between them and bytes. The written
/// contract is `protocol/README.md`: a frame that is not described there does not exist.
@NullMarked
package parley.protocol.frame;

import org.jspecify.annotations.NullMarked;
