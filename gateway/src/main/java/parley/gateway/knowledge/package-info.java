/// Articles that visitors search, and snippets that agents write with.
@NullMarked
package parley.gateway.knowledge;

import org.jspecify.annotations.NullMarked;
