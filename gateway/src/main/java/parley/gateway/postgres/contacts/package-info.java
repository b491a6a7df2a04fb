/// Contacts and what is known of visitors, in PostgreSQL.
@NullMarked
package parley.gateway.postgres.contacts;

import org.jspecify.annotations.NullMarked;
