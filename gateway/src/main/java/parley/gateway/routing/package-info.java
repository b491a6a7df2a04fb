/// Who gets the conversation: candidates, strategy, queue order. Plain Java.
@NullMarked
package parley.gateway.routing;

import org.jspecify.annotations.NullMarked;
