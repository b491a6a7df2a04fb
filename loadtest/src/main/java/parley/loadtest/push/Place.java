package parley.loadtest.push;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Where one widget is.
///
/// @param node what it dials first
/// @param concerned whether its page's team is the one that comes and goes
record Place(UUID portal, String path, InetSocketAddress node, boolean concerned) {
    /// The concerned, as many beside them in the same portal, and the rest in the other portals,
    /// half of them on the pages that a like team answers for. All but the concerned on either
    /// node.
    ///
    /// @param forConcerned the nodes on which the concerned are
    static List<Place> all(
            Options options,
            Shops shops,
            List<InetSocketAddress> nodes,
            List<InetSocketAddress> forConcerned) {
        var places = new ArrayList<Place>();
        for (int i = 0; i < options.widgets(); i++) {
            boolean concerned = i < options.concerned();
            var on = concerned ? forConcerned : nodes;
            int shop = i < 2 * options.concerned() ? 0 : 1 + i % (shops.shops().size() - 1);
            boolean like =
                    i < options.concerned() + options.astray() || (shop > 0 && i / 16 % 2 == 0);
            var path = like ? Shops.HELP : Shops.ELSEWHERE;
            places.add(
                    new Place(
                            shops.shops().get(shop).portal(),
                            path,
                            on.get(i % on.size()),
                            concerned));
        }
        return places;
    }
}
