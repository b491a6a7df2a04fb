/// The stores of what admins write: portals, inboxes, teams, agents, chatflows, tokens; and of who
/// is there. Every statement runs under row-level security, in the name of one portal.
@NullMarked
package parley.gateway.postgres.admin;

import org.jspecify.annotations.NullMarked;
