/// Articles, snippets, surveys, lists, subscription types and counters, in PostgreSQL.
@NullMarked
package parley.gateway.postgres.library;

import org.jspecify.annotations.NullMarked;
