/// Who is visiting: identity, tokens, contact, consent.
@NullMarked
package parley.gateway.visitor;

import org.jspecify.annotations.NullMarked;
