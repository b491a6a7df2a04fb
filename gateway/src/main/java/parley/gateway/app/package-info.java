/// Main, configuration, wiring, embedded servers, drain. Sees everything; imported by none.
@NullMarked
package parley.gateway.app;

import org.jspecify.annotations.NullMarked;
