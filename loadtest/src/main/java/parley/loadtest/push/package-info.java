/// Whom a change of availability reaches, how soon, and whom it does not: thousands of widgets on
/// two real gateways, every frame counted. Start reading at [Pushes].
@NullMarked
package parley.loadtest.push;

import org.jspecify.annotations.NullMarked;
