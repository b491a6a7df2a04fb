/// The REST API of agents and admins, over Reactor Netty. [RestEdge] takes a request through
/// sign-in, [Routes], authorisation and the route's handler; one file per resource says what its
/// routes do. The written contract is `openapi.yaml`.
@NullMarked
package parley.gateway.edge.rest;

import org.jspecify.annotations.NullMarked;
