/// Which chatflow a page view gets: definitions, compiled targeting, explanation. Plain Java: what
/// is known of the page and the visitor is an argument, no I/O, no clock, no log.
///
/// Start at [parley.gateway.chatflow.CompiledChatflows]. The JSON form is in `README.md` beside
/// this file; the rules are worked out in `vectors/*.json` of the tests. May import `page` and
/// `parley.protocol.value` only.
@NullMarked
package parley.gateway.chatflow;

import org.jspecify.annotations.NullMarked;
