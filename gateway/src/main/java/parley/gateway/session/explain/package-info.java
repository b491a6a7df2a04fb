/// Why a page view gets what it gets: the decision pipeline step by step, in words. Plain Java;
/// what is known is an argument. Start at [parley.gateway.session.explain.PageExplanation].
@NullMarked
package parley.gateway.session.explain;

import org.jspecify.annotations.NullMarked;
