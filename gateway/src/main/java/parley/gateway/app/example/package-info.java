/// The example portal that an empty embedded database is filled with.
@NullMarked
package parley.gateway.app.example;

import org.jspecify.annotations.NullMarked;
