/// The life of a conversation: start, post, assign, close; numbering; healing.
@NullMarked
package parley.gateway.conversation;

import org.jspecify.annotations.NullMarked;
