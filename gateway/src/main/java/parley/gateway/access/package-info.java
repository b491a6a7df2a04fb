/// Principals, roles, permissions: who may do what to which resource.
@NullMarked
package parley.gateway.access;

import org.jspecify.annotations.NullMarked;
