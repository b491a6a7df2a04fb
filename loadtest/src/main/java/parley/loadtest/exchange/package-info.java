/// A visitor and an agent who talk to each other while their connections are cut, and who do the
/// client's half of the contract: resend with the same id, resume from what is held, sync on a
/// hole.
@NullMarked
package parley.loadtest.exchange;

import org.jspecify.annotations.NullMarked;
