/// What targeting sees of a page: the address by the WHATWG URL rules, in the forms that rules are
/// compared with. Plain Java, imports nothing of ours.
@NullMarked
package parley.gateway.chatflow.page;

import org.jspecify.annotations.NullMarked;
