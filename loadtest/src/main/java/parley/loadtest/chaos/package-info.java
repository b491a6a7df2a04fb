/// Faults on demand: a TCP proxy that delays, cuts, holds and resets, for the links between
/// clients, gateway, PostgreSQL and Redis (faults.md §1).
@NullMarked
package parley.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
