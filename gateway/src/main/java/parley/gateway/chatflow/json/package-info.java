/// Chatflow definitions as JSON: the form of the REST API and of the stored column. The only
/// package of the room that sees Jackson.
@NullMarked
package parley.gateway.chatflow.json;

import org.jspecify.annotations.NullMarked;
