/// What clients saw, and whether it is what the delivery contract promises. Knows the contract and
/// nothing of the gateway: it could judge any chat server.
@NullMarked
package parley.loadtest.history;

import org.jspecify.annotations.NullMarked;
